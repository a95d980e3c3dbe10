import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  ArnType,
  LABEL,
  PaginationKeyType,
  PoolQueryLimitType,
  RegionNameType,
  StringType,
  UserPoolIdType,
} from './common.ts';
import { EmailMfaSubjectType, EmailVerificationMessageType, SmsVerificationMessageType } from './messages.ts';
import {
  poolSettings,
  SchemaAttributeType,
  SmsConfigurationType,
  TagKeysType,
  UserPoolMfaType,
  UserPoolTagsType,
} from './pool-settings.ts';
import { boolean, integer, list, map, oneOf, type Requests, required, string, structure } from './shape.ts';

const LimitDefinitionType = structure<api.LimitDefinitionType>({
  LimitClass: required(oneOf<api.LimitClass>('API_CATEGORY')),
  Attributes: required(map(StringType, { key: StringType })),
});
const UserPoolNameType = string({ min: 1, max: 128, ...LABEL });

export const poolsRequests = {
  CreateUserPool: {
    PoolName: required(UserPoolNameType),
    ...poolSettings,
    AliasAttributes: list(oneOf<api.AliasAttributeType>('phone_number', 'email', 'preferred_username')),
    UsernameAttributes: list(oneOf<api.UsernameAttributeType>('phone_number', 'email')),
    Schema: list(SchemaAttributeType, { min: 1, max: 50 }),
    UsernameConfiguration: structure<api.UsernameConfigurationType>({ CaseSensitive: required(boolean()) }),
  },
  DescribeUserPool: { UserPoolId: required(UserPoolIdType) },
  UpdateUserPool: {
    UserPoolId: required(UserPoolIdType),
    ...poolSettings,
    PoolName: UserPoolNameType,
  },
  DeleteUserPool: { UserPoolId: required(UserPoolIdType) },
  ListUserPools: { NextToken: PaginationKeyType, MaxResults: required(PoolQueryLimitType) },
  AddCustomAttributes: {
    UserPoolId: required(UserPoolIdType),
    CustomAttributes: required(list(SchemaAttributeType, { min: 1, max: 25 })),
  },
  GetUserPoolMfaConfig: { UserPoolId: required(UserPoolIdType) },
  SetUserPoolMfaConfig: {
    UserPoolId: required(UserPoolIdType),
    SmsMfaConfiguration: structure<api.SmsMfaConfigType>({
      SmsAuthenticationMessage: SmsVerificationMessageType,
      SmsConfiguration: SmsConfigurationType,
    }),
    SoftwareTokenMfaConfiguration: structure<api.SoftwareTokenMfaConfigType>({ Enabled: boolean() }),
    EmailMfaConfiguration: structure<api.EmailMfaConfigType>({
      Message: EmailVerificationMessageType,
      Subject: EmailMfaSubjectType,
    }),
    MfaConfiguration: UserPoolMfaType,
    WebAuthnConfiguration: structure<api.WebAuthnConfigurationType>({
      RelyingPartyId: string({ min: 1, max: 127 }),
      UserVerification: oneOf<api.UserVerificationType>('required', 'preferred'),
      FactorConfiguration: oneOf<api.WebAuthnFactorConfigurationType>(
        'SINGLE_FACTOR',
        'MULTI_FACTOR_WITH_USER_VERIFICATION',
      ),
    }),
  },
  GetUserPoolSessionConfiguration: { UserPoolId: required(UserPoolIdType) },
  SetUserPoolSessionConfiguration: {
    UserPoolId: required(UserPoolIdType),
    UserSessionTracking: required(oneOf<api.UserSessionTrackingType>('ENABLED', 'DISABLED')),
    TokenSession: required(
      structure<api.UserPoolTokenSessionConfigType>({ MaxPerUser: required(integer({ min: 1, max: 100 })) }),
    ),
  },
  TagResource: { ResourceArn: required(ArnType), Tags: required(UserPoolTagsType) },
  UntagResource: { ResourceArn: required(ArnType), TagKeys: required(list(TagKeysType)) },
  ListTagsForResource: { ResourceArn: required(ArnType) },
  GetProvisionedLimit: { LimitDefinition: required(LimitDefinitionType) },
  UpdateProvisionedLimit: { LimitDefinition: required(LimitDefinitionType), RequestedLimitValue: required(integer()) },
  CreateUserPoolReplica: {
    UserPoolId: required(UserPoolIdType),
    RegionName: required(RegionNameType),
    UserPoolTags: UserPoolTagsType,
  },
  DeleteUserPoolReplica: { UserPoolId: required(UserPoolIdType), RegionName: required(RegionNameType) },
  ListUserPoolReplicas: { UserPoolId: required(UserPoolIdType), NextToken: PaginationKeyType },
  UpdateUserPoolReplica: {
    UserPoolId: required(UserPoolIdType),
    RegionName: required(RegionNameType),
    Status: required(oneOf<api.UpdateReplicaStatusType>('ACTIVE', 'INACTIVE')),
  },
  GetLogDeliveryConfiguration: { UserPoolId: required(UserPoolIdType) },
  SetLogDeliveryConfiguration: {
    UserPoolId: required(UserPoolIdType),
    LogConfigurations: required(
      list(
        structure<api.LogConfigurationType>({
          LogLevel: required(oneOf<api.LogLevel>('ERROR', 'INFO')),
          EventSource: required(oneOf<api.EventSourceName>('userAuthEvents', 'userNotification')),
          CloudWatchLogsConfiguration: structure<api.CloudWatchLogsConfigurationType>({ LogGroupArn: ArnType }),
          S3Configuration: structure<api.S3ConfigurationType>({
            BucketArn: string({
              min: 3,
              max: 1024,
              pattern: 'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:::[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?',
            }),
          }),
          FirehoseConfiguration: structure<api.FirehoseConfigurationType>({ StreamArn: ArnType }),
        }),
        { min: 0, max: 2 },
      ),
    ),
  },
} satisfies Requests;
