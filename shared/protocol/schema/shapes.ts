import type {
  AnalyticsMetadataType,
  AttributeType,
  AuthFlowType,
  ChallengeNameType,
  ContextDataType,
  DeliveryMediumType,
  HttpHeader,
  MessageActionType,
  RevokeAssociatedSessionsType,
  UserContextDataType,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD_FORM, SECRET_HASH_FORM, USERNAME_FORM } from '#core/constraints/forms.ts';
import { boolean, integer, list, map, oneOf, required, sensitive, string, structure } from './shape.ts';

/*
 * The shapes that requests about users share. Bounds and patterns are the service model's, as printed in
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */

export const ARN_PATTERN =
  'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?';

/** Any text; the bound is the protocol's. */
export const text = string({ min: 0, max: 131_072 });
export const flag = boolean();
export const arn = string({ min: 20, max: 2048, pattern: ARN_PATTERN });

export const userPoolId = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-zA-Z]+' });
export const clientId = string({ min: 1, max: 128, pattern: '[\\w+]+' });
/**
 * Where a SecretHash stands beside it. The service model calls ClientId sensitive everywhere; public records show its
 * value in errors of InitiateAuth and DescribeUserPoolClient, and not in those of SignUp and ConfirmForgotPassword.
 */
export const maskedClientId = sensitive(clientId);
export const clientSecret = sensitive(string({ min: 24, max: 64, pattern: '[\\w+]+' }));
export const secretHash = sensitive(string(SECRET_HASH_FORM));
export const username = sensitive(string(USERNAME_FORM));
export const password = sensitive(string(PASSWORD_FORM));
/** Of a new user: an empty one is no constraint failure, for the pool's policy refuses it, or the pool knows passwordless users. */
export const newUserPassword = sensitive(string({ ...PASSWORD_FORM, allowEmpty: true }));
export const confirmationCode = string({ min: 1, max: 2048, pattern: '[\\S]+' });
/** Of a sign-in flow: the opaque string that leads from one challenge to the next. */
export const session = sensitive(string({ min: 20, max: 2048 }));
/** An access or a refresh token. */
export const token = sensitive(string({ pattern: '[A-Za-z0-9-_=.]+' }));

/** Of RevokeToken: whether the single-sign-on session behind the token ends too. */
export const revokeAssociatedSessions = oneOf<RevokeAssociatedSessionsType>('NONE', 'LINKED');

export const nextToken = string({ min: 1, pattern: '[\\S]+' });
export const boundedNextToken = string({ min: 1, max: 131_072, pattern: '[\\S]+' });
/** Limit of the lists that take 0 for as many as there may be. */
export const queryLimit = integer({ min: 0, max: 60 });
/** MaxResults of the lists that must be asked for at least one entry. */
export const pageSize = integer({ min: 1, max: 60 });

export const attributeName = string({ min: 1, max: 32, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+' });
export const attributeNames = list(attributeName);
export const attributeList = list(
  structure<AttributeType>({ Name: required(attributeName), Value: sensitive(string({ max: 2048 })) }),
);

/** Filter of ListUsers. */
export const userFilter = string({ max: 256 });

export const deviceKey = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-f-]+' });

export const clientMetadata = map(text, { key: text });
/** Parameters and answers in a sign-in flow. Cognito checks no constraint on them; the flow judges each. */
export const authParameters = sensitive(map(string()));

export const analyticsMetadata = structure<AnalyticsMetadataType>({ AnalyticsEndpointId: text });
export const userContextData = sensitive(structure<UserContextDataType>({ IpAddress: text, EncodedData: text }));
export const contextData = structure<ContextDataType>({
  IpAddress: required(text),
  ServerName: required(text),
  ServerPath: required(text),
  HttpHeaders: required(list(structure<HttpHeader>({ headerName: text, headerValue: text }))),
  EncodedData: text,
});

export const messageAction = oneOf<MessageActionType>('RESEND', 'SUPPRESS');
export const deliveryMediums = list(oneOf<DeliveryMediumType>('SMS', 'EMAIL'));

export const authFlow = oneOf<AuthFlowType>(
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
);
export const challengeName = oneOf<ChallengeNameType>(
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
