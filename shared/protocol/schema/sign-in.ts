import type * as api from '@aws-sdk/client-cognito-identity-provider';
import {
  AnalyticsMetadataType,
  ClientIdType,
  ClientMetadataType,
  ClientSecretType,
  ContextDataType,
  DeviceKeyType,
  RevokeAssociatedSessionsType,
  ScopeListType,
  SessionType,
  TokenModelType,
  UserContextDataType,
  UserPoolIdType,
} from './common.ts';
import { map, oneOf, type Requests, required, sensitive, string } from './shape.ts';

const AuthFlowType = oneOf<api.AuthFlowType>(
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
);
/**
 * The parameters of a flow, and the responses to a challenge. Cognito applies no constraint of the model's StringType
 * to them; the flow judges each of them.
 */
const AuthParametersType = sensitive(map(string()));
const ChallengeNameType = oneOf<api.ChallengeNameType>(
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'PASSWORD_VERIFIER',
  'CUSTOM_CHALLENGE',
  'SELECT_CHALLENGE',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
  'ADMIN_NO_SRP_AUTH',
  'NEW_PASSWORD_REQUIRED',
  'SMS_OTP',
  'PASSWORD',
  'WEB_AUTHN',
  'PASSWORD_SRP',
);
export const signInRequests = {
  InitiateAuth: {
    AuthFlow: required(AuthFlowType),
    AuthParameters: AuthParametersType,
    ClientMetadata: ClientMetadataType,
    ClientId: required(ClientIdType),
    AnalyticsMetadata: AnalyticsMetadataType,
    UserContextData: UserContextDataType,
    Session: SessionType,
  },
  AdminInitiateAuth: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    AuthFlow: required(AuthFlowType),
    AuthParameters: AuthParametersType,
    ClientMetadata: ClientMetadataType,
    AnalyticsMetadata: AnalyticsMetadataType,
    ContextData: ContextDataType,
    Session: SessionType,
  },
  RespondToAuthChallenge: {
    ClientId: required(ClientIdType),
    ChallengeName: required(ChallengeNameType),
    Session: SessionType,
    ChallengeResponses: AuthParametersType,
    AnalyticsMetadata: AnalyticsMetadataType,
    UserContextData: UserContextDataType,
    ClientMetadata: ClientMetadataType,
  },
  AdminRespondToAuthChallenge: {
    UserPoolId: required(UserPoolIdType),
    ClientId: required(ClientIdType),
    ChallengeName: required(ChallengeNameType),
    ChallengeResponses: AuthParametersType,
    Session: SessionType,
    AnalyticsMetadata: AnalyticsMetadataType,
    ContextData: ContextDataType,
    ClientMetadata: ClientMetadataType,
  },
  RevokeToken: {
    Token: required(TokenModelType),
    ClientId: required(ClientIdType),
    ClientSecret: ClientSecretType,
    RevokeAssociatedSessions: RevokeAssociatedSessionsType,
  },
  GetTokensFromRefreshToken: {
    RefreshToken: required(TokenModelType),
    ClientId: required(ClientIdType),
    ClientSecret: ClientSecretType,
    DeviceKey: DeviceKeyType,
    ClientMetadata: ClientMetadataType,
  },
  GetClientToken: {
    ClientId: required(ClientIdType),
    Secret: required(ClientSecretType),
    Scopes: ScopeListType,
    ClientMetadata: ClientMetadataType,
  },
} satisfies Requests;
