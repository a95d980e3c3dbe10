import { ArnType, PaginationKey, QueryLimitType, UsernameType, UserPoolIdType } from './common.ts';
import { integer, type Requests, required, string } from './shape.ts';

const DescriptionType = string({ max: 2048 });
const GroupNameType = string({ min: 1, max: 128, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' });
const PrecedenceType = integer({ min: 0 });

export const groupsRequests = {
  CreateGroup: {
    GroupName: required(GroupNameType),
    UserPoolId: required(UserPoolIdType),
    Description: DescriptionType,
    RoleArn: ArnType,
    Precedence: PrecedenceType,
  },
  GetGroup: { GroupName: required(GroupNameType), UserPoolId: required(UserPoolIdType) },
  UpdateGroup: {
    GroupName: required(GroupNameType),
    UserPoolId: required(UserPoolIdType),
    Description: DescriptionType,
    RoleArn: ArnType,
    Precedence: PrecedenceType,
  },
  DeleteGroup: { GroupName: required(GroupNameType), UserPoolId: required(UserPoolIdType) },
  ListGroups: { UserPoolId: required(UserPoolIdType), Limit: QueryLimitType, NextToken: PaginationKey },
  ListUsersInGroup: {
    UserPoolId: required(UserPoolIdType),
    GroupName: required(GroupNameType),
    Limit: QueryLimitType,
    NextToken: PaginationKey,
  },
  AdminAddUserToGroup: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    GroupName: required(GroupNameType),
  },
  AdminRemoveUserFromGroup: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    GroupName: required(GroupNameType),
  },
  AdminListGroupsForUser: {
    Username: required(UsernameType),
    UserPoolId: required(UserPoolIdType),
    Limit: QueryLimitType,
    NextToken: PaginationKey,
  },
} satisfies Requests;
