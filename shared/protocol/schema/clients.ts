import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  ArnType,
  ClientIdType,
  ClientSecretType,
  LABEL,
  OAuthFlowType,
  PaginationKey,
  PaginationKeyType,
  ProviderNameType,
  ScopeListType,
  ScopeType,
  StringType,
  UserPoolIdType,
} from './common.ts';
import { boolean, type Input, integer, list, oneOf, type Requests, required, string, structure } from './shape.ts';

/** The validity of access tokens, and of ID tokens. */
const AccessTokenValidityType = integer({ min: 1, max: 86_400 });
const RedirectUrlType = string({ min: 1, max: 1024, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' });
const ClientNameType = string({ min: 1, max: 128, ...LABEL });
const ClientPermissionListType = list(string({ min: 1, max: 2048 }));
const ResourceServerIdentifierType = ScopeType;
const ResourceServerNameType = string({ min: 1, max: 256, ...LABEL });
const ResourceServerScopeListType = list(
  structure<api.ResourceServerScopeType>({
    ScopeName: required(string({ min: 1, max: 256, pattern: '[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]+' })),
    ScopeDescription: required(string({ min: 1, max: 256 })),
  }),
  { max: 100 },
);
const TimeUnitsType = oneOf<api.TimeUnitsType>('seconds', 'minutes', 'hours', 'days');

/** Values that the service model lacks, and that the developer guide and the page of GetDerivedToken describe. */
type NewerFlow = 'ALLOW_CLIENT_TOKEN_AUTH' | 'ALLOW_TOKEN_EXCHANGE_IMPERSONATION' | 'ALLOW_TOKEN_EXCHANGE_DELEGATION';

/**
 * The members of both CreateUserPoolClient and UpdateUserPoolClient. ClientName is not among them, because only
 * CreateUserPoolClient requires it.
 */
const clientSettings = {
  RefreshTokenValidity: integer({ min: 0, max: 315_360_000 }),
  AccessTokenValidity: AccessTokenValidityType,
  IdTokenValidity: AccessTokenValidityType,
  TokenValidityUnits: structure<api.TokenValidityUnitsType>({
    AccessToken: TimeUnitsType,
    IdToken: TimeUnitsType,
    RefreshToken: TimeUnitsType,
  }),
  ReadAttributes: ClientPermissionListType,
  WriteAttributes: ClientPermissionListType,
  ExplicitAuthFlows: list(
    oneOf<api.ExplicitAuthFlowsType | NewerFlow>(
      'ADMIN_NO_SRP_AUTH',
      'CUSTOM_AUTH_FLOW_ONLY',
      'USER_PASSWORD_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_CUSTOM_AUTH',
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
      'ALLOW_USER_AUTH',
      'ALLOW_CLIENT_TOKEN_AUTH',
      'ALLOW_TOKEN_EXCHANGE_IMPERSONATION',
      'ALLOW_TOKEN_EXCHANGE_DELEGATION',
    ),
  ),
  SupportedIdentityProviders: list(ProviderNameType),
  CallbackURLs: list(RedirectUrlType, { min: 0, max: 100 }),
  LogoutURLs: list(RedirectUrlType, { min: 0, max: 100 }),
  DefaultRedirectURI: RedirectUrlType,
  AllowedOAuthFlows: list(OAuthFlowType, { min: 0, max: 3 }),
  AllowedOAuthScopes: ScopeListType,
  AllowedOAuthFlowsUserPoolClient: boolean(),
  AnalyticsConfiguration: structure<api.AnalyticsConfigurationType>({
    ApplicationId: string({ pattern: '^[0-9a-fA-F]+$' }),
    ApplicationArn: ArnType,
    RoleArn: ArnType,
    ExternalId: StringType,
    UserDataShared: boolean(),
  }),
  PreventUserExistenceErrors: oneOf<api.PreventUserExistenceErrorTypes>('LEGACY', 'ENABLED'),
  EnableTokenRevocation: boolean(),
  EnablePropagateAdditionalUserContextData: boolean(),
  AuthSessionValidity: integer({ min: 3, max: 15 }),
  RefreshTokenRotation: structure<api.RefreshTokenRotationType>({
    Feature: required(oneOf<api.FeatureType>('ENABLED', 'DISABLED')),
    RetryGracePeriodSeconds: integer({ min: 0, max: 60 }),
  }),
} satisfies Input<Omit<api.UpdateUserPoolClientRequest, 'UserPoolId' | 'ClientId' | 'ClientName'>>;

export const clientsRequests = {
  CreateUserPoolClient: {
    UserPoolId: required(UserPoolIdType),
    ClientName: required(ClientNameType),
    GenerateSecret: boolean(),
    ClientSecret: ClientSecretType,
    ...clientSettings,
  },
  DescribeUserPoolClient: { UserPoolId: required(UserPoolIdType), ClientId: required(ClientIdType) },
  UpdateUserPoolClient: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    ClientName: ClientNameType,
    ...clientSettings,
  },
  DeleteUserPoolClient: { UserPoolId: required(UserPoolIdType), ClientId: required(ClientIdType) },
  ListUserPoolClients: {
    UserPoolId: required(UserPoolIdType),
    MaxResults: integer({ min: 1, max: 60 }),
    NextToken: PaginationKey,
    ClientType: oneOf<api.ClientTypeType>('REGULAR', 'DCR'),
  },
  AddUserPoolClientSecret: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    ClientSecret: ClientSecretType,
  },
  DeleteUserPoolClientSecret: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    ClientSecretId: required(string({ min: 1, max: 128 })),
  },
  ListUserPoolClientSecrets: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    NextToken: PaginationKey,
  },
  GetUserPoolClientSessionConfiguration: { UserPoolId: required(UserPoolIdType), ClientId: required(ClientIdType) },
  SetUserPoolClientSessionConfiguration: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    SSOSession: required(
      structure<api.ClientSSOSessionConfigType>({ MaxValidityMinutes: required(integer({ min: 0, max: 129_600 })) }),
    ),
  },
  CreateResourceServer: {
    UserPoolId: required(UserPoolIdType),
    Identifier: required(ResourceServerIdentifierType),
    Name: required(ResourceServerNameType),
    Scopes: ResourceServerScopeListType,
  },
  DescribeResourceServer: { UserPoolId: required(UserPoolIdType), Identifier: required(ResourceServerIdentifierType) },
  UpdateResourceServer: {
    UserPoolId: required(UserPoolIdType),
    Identifier: required(ResourceServerIdentifierType),
    Name: required(ResourceServerNameType),
    Scopes: ResourceServerScopeListType,
  },
  DeleteResourceServer: { UserPoolId: required(UserPoolIdType), Identifier: required(ResourceServerIdentifierType) },
  ListResourceServers: {
    UserPoolId: required(UserPoolIdType),
    MaxResults: integer({ min: 1, max: 50 }),
    NextToken: PaginationKeyType,
  },
} satisfies Requests;
