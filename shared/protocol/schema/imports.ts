import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { ArnType, LABEL, PaginationKeyType, PoolQueryLimitType, UserPoolIdType } from './common.ts';
import { oneOf, type Requests, required, string } from './shape.ts';

const UserImportJobIdType = string({ min: 1, max: 55, pattern: 'import-[0-9a-zA-Z-]+' });

export const importsRequests = {
  GetCSVHeader: { UserPoolId: required(UserPoolIdType) },
  CreateUserImportJob: {
    JobName: required(string({ min: 1, max: 128, ...LABEL })),
    UserPoolId: required(UserPoolIdType),
    CloudWatchLogsRoleArn: required(ArnType),
    PasswordHashingAlgorithm: oneOf<api.PasswordHashingAlgorithmType>('BCRYPT', 'SCRYPT', 'ARGON2ID', 'PBKDF2_SHA256'),
  },
  DescribeUserImportJob: { UserPoolId: required(UserPoolIdType), JobId: required(UserImportJobIdType) },
  ListUserImportJobs: {
    UserPoolId: required(UserPoolIdType),
    MaxResults: required(PoolQueryLimitType),
    PaginationToken: PaginationKeyType,
  },
  StartUserImportJob: { UserPoolId: required(UserPoolIdType), JobId: required(UserImportJobIdType) },
  StopUserImportJob: { UserPoolId: required(UserPoolIdType), JobId: required(UserImportJobIdType) },
} satisfies Requests;
