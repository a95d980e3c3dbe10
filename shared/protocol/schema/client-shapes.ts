import type {
  AnalyticsConfigurationType,
  ClientTypeType,
  CreateUserPoolClientRequest,
  ExplicitAuthFlowsType,
  FeatureType,
  OAuthFlowType,
  PreventUserExistenceErrorTypes,
  RefreshTokenRotationType,
  TimeUnitsType,
  TokenValidityUnitsType,
  UpdateUserPoolClientRequest,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Input, integer, list, oneOf, required, string, structure } from './shape.ts';
import { arn, clientId, clientSecret, flag, text, userPoolId } from './shapes.ts';

/*
 * What CreateUserPoolClient and UpdateUserPoolClient are told. Bounds and patterns are the service model's, as printed in
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */

export const oauthFlow = oneOf<OAuthFlowType>('code', 'implicit', 'client_credentials');
export const oauthScope = string({ min: 1, max: 256, pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+' });
export const clientType = oneOf<ClientTypeType>('REGULAR', 'DCR');
const clientName = string({ min: 1, max: 128, pattern: '[\\w\\s+=,.@-]+' });

const redirectUrl = string({ min: 1, max: 1024, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' });
const providerName = string({ min: 1, max: 32, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\p{Z}]+' });
const attributeNames = list(string({ min: 1, max: 2048 }));
const timeUnit = oneOf<TimeUnitsType>('seconds', 'minutes', 'hours', 'days');
const tokenValidity = integer({ min: 1, max: 86_400 });

/** The model's enumeration lacks ALLOW_CLIENT_TOKEN_AUTH, which the developer guide describes. */
const explicitAuthFlow = oneOf<ExplicitAuthFlowsType | 'ALLOW_CLIENT_TOKEN_AUTH'>(
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
);

/** Members of both CreateUserPoolClient and UpdateUserPoolClient, but for ClientName, which only Create requires. */
type ClientSettings = Omit<UpdateUserPoolClientRequest, 'UserPoolId' | 'ClientId' | 'ClientName'>;

const clientSettings = {
  RefreshTokenValidity: integer({ min: 0, max: 315_360_000 }),
  AccessTokenValidity: tokenValidity,
  IdTokenValidity: tokenValidity,
  TokenValidityUnits: structure<TokenValidityUnitsType>({
    AccessToken: timeUnit,
    IdToken: timeUnit,
    RefreshToken: timeUnit,
  }),
  ReadAttributes: attributeNames,
  WriteAttributes: attributeNames,
  ExplicitAuthFlows: list(explicitAuthFlow),
  SupportedIdentityProviders: list(providerName),
  CallbackURLs: list(redirectUrl, { min: 0, max: 100 }),
  LogoutURLs: list(redirectUrl, { min: 0, max: 100 }),
  DefaultRedirectURI: redirectUrl,
  AllowedOAuthFlows: list(oauthFlow, { min: 0, max: 3 }),
  AllowedOAuthScopes: list(oauthScope, { max: 50 }),
  AllowedOAuthFlowsUserPoolClient: flag,
  AnalyticsConfiguration: structure<AnalyticsConfigurationType>({
    ApplicationId: string({ pattern: '^[0-9a-fA-F]+$' }),
    ApplicationArn: arn,
    RoleArn: arn,
    ExternalId: text,
    UserDataShared: flag,
  }),
  PreventUserExistenceErrors: oneOf<PreventUserExistenceErrorTypes>('LEGACY', 'ENABLED'),
  EnableTokenRevocation: flag,
  EnablePropagateAdditionalUserContextData: flag,
  AuthSessionValidity: integer({ min: 3, max: 15 }),
  RefreshTokenRotation: structure<RefreshTokenRotationType>({
    Feature: required(oneOf<FeatureType>('ENABLED', 'DISABLED')),
    RetryGracePeriodSeconds: integer({ min: 0, max: 60 }),
  }),
} satisfies Input<ClientSettings>;

export const createUserPoolClientInput: Input<CreateUserPoolClientRequest> = {
  UserPoolId: required(userPoolId),
  ClientName: required(clientName),
  GenerateSecret: flag,
  ClientSecret: clientSecret,
  ...clientSettings,
};

export const updateUserPoolClientInput: Input<UpdateUserPoolClientRequest> = {
  UserPoolId: required(userPoolId),
  ClientId: required(clientId),
  ClientName: clientName,
  ...clientSettings,
};
