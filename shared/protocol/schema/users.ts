import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  AttributeListType,
  AttributeNameListType,
  AttributeNameType,
  ClientMetadataType,
  DeliveryMediumType,
  NewUserPasswordType,
  PaginationKey,
  PasswordType,
  QueryLimitType,
  RevokeAssociatedSessionsType,
  SearchPaginationTokenType,
  SessionIdType,
  UsernameType,
  UserPoolIdType,
} from './common.ts';
import { boolean, list, oneOf, type Requests, required, string } from './shape.ts';

export const usersRequests = {
  AdminCreateUser: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    UserAttributes: AttributeListType,
    ValidationData: AttributeListType,
    TemporaryPassword: NewUserPasswordType,
    ForceAliasCreation: boolean(),
    MessageAction: oneOf<api.MessageActionType>('RESEND', 'SUPPRESS'),
    DesiredDeliveryMediums: list(DeliveryMediumType),
    ClientMetadata: ClientMetadataType,
  },
  AdminGetUser: { UserPoolId: required(UserPoolIdType), Username: required(UsernameType) },
  AdminDeleteUser: { UserPoolId: required(UserPoolIdType), Username: required(UsernameType) },
  AdminSetUserPassword: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    Password: required(PasswordType),
    Permanent: boolean(),
  },
  AdminConfirmSignUp: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    ClientMetadata: ClientMetadataType,
  },
  AdminResetUserPassword: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    ClientMetadata: ClientMetadataType,
  },
  AdminUpdateUserAttributes: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    UserAttributes: required(AttributeListType),
    ClientMetadata: ClientMetadataType,
  },
  AdminDeleteUserAttributes: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    UserAttributeNames: required(AttributeNameListType),
  },
  AdminEnableUser: { UserPoolId: required(UserPoolIdType), Username: required(UsernameType) },
  AdminDisableUser: { UserPoolId: required(UserPoolIdType), Username: required(UsernameType) },
  AdminUserGlobalSignOut: { UserPoolId: required(UserPoolIdType), Username: required(UsernameType) },
  AdminListUserSessions: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    NextToken: PaginationKey,
  },
  AdminRevokeUserSession: {
    UserPoolId: required(UserPoolIdType),
    Username: required(UsernameType),
    SessionId: required(SessionIdType),
    RevokeAssociatedSessions: RevokeAssociatedSessionsType,
  },
  ListUsers: {
    UserPoolId: required(UserPoolIdType),
    AttributesToGet: list(AttributeNameType),
    Limit: QueryLimitType,
    PaginationToken: SearchPaginationTokenType,
    Filter: string({ max: 256 }),
  },
} satisfies Requests;
