import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD_FORM, USERNAME_FORM } from '#core/constraints/forms.ts';
import { document, integer, list, map, oneOf, required, sensitive, string, structure } from './shape.ts';

/*
 * The shapes that several groups of operations share, under the service model's names. What operations take stands in
 * the file of their group; bounds, patterns and values are the model's, as each operation's page prints them:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 * What differs says why. White space (`\s`) is ASCII's for the service, and wider in JavaScript.
 */

/** Any text; the bound is the protocol's. */
export const StringType = string({ min: 0, max: 131_072 });

/** `[\S]+` */
const NO_BLANKS = { pattern: '[\\S]+', expression: '[^\\t-\\r ]+' };
/** Of the names of pools, clients, resource servers and import jobs. */
export const LABEL = { pattern: '[\\w\\s+=,.@-]+', expression: '[\\w\\t-\\r +=,.@-]+' };

export const ARN_PATTERN =
  'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?';
export const ArnType = string({ min: 20, max: 2048, pattern: ARN_PATTERN });
export const RegionNameType = string({ min: 5, max: 32 });

export const UserPoolIdType = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-zA-Z]+' });
/**
 * The service model calls it sensitive everywhere; public records show its value in errors of InitiateAuth and
 * DescribeUserPoolClient, and not in those of SignUp and ConfirmForgotPassword (sign-up.ts).
 */
export const ClientIdType = string({ min: 1, max: 128, pattern: '[\\w+]+' });
export const ClientSecretType = sensitive(string({ min: 24, max: 64, pattern: '[\\w+]+' }));
export const ProviderNameType = string({ min: 1, max: 32, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\p{Z}]+' });

export const UsernameType = sensitive(string(USERNAME_FORM));
/** The model's pattern is another (core/constraints/forms.ts). */
export const PasswordType = sensitive(string(PASSWORD_FORM));
/** Of who becomes a user: the empty string is no password, and the operation judges what that means. */
export const NewUserPasswordType = sensitive(string({ ...PASSWORD_FORM, allowEmpty: true }));
export const ConfirmationCodeType = string({ min: 1, max: 2048, ...NO_BLANKS });
/** Of a sign-in flow: the opaque string that leads from one challenge to the next. */
export const SessionType = sensitive(string({ min: 20, max: 2048 }));
/** An access or a refresh token. */
export const TokenModelType = sensitive(string({ pattern: '[A-Za-z0-9-_=.]+' }));
export const DeviceKeyType = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-f-]+' });
/** Its pattern is not published: 28 lower-case letters and digits, which its operation looks up. */
export const SessionIdType = string({ min: 0, max: 131_072 });
export const RevokeAssociatedSessionsType = oneOf<api.RevokeAssociatedSessionsType>('NONE', 'LINKED');

export const AttributeNameType = string({ min: 1, max: 32, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+' });
export const AttributeNameListType = list(AttributeNameType);
export const AttributeListType = list(
  structure<api.AttributeType>({ Name: required(AttributeNameType), Value: sensitive(string({ max: 2048 })) }),
);
export const DeliveryMediumType = oneOf<api.DeliveryMediumType>('SMS', 'EMAIL');

export const ClientMetadataType = map(StringType, { key: StringType });
export const AnalyticsMetadataType = structure<api.AnalyticsMetadataType>({ AnalyticsEndpointId: StringType });
export const UserContextDataType = sensitive(
  structure<api.UserContextDataType>({ IpAddress: StringType, EncodedData: StringType }),
);
/** UserContextData of an administrator's program. */
export const ContextDataType = structure<api.ContextDataType>({
  IpAddress: required(StringType),
  ServerName: required(StringType),
  ServerPath: required(StringType),
  HttpHeaders: required(list(structure<api.HttpHeader>({ headerName: StringType, headerValue: StringType }))),
  EncodedData: StringType,
});

export const OAuthFlowType = oneOf<api.OAuthFlowType>('code', 'implicit', 'client_credentials');
export const ScopeType = string({ min: 1, max: 256, pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+' });
export const ScopeListType = list(ScopeType, { max: 50 });

/** Level of authentication assurance, and how a pool or a provider calls it. */
export const AcrLevelType = string({ pattern: 'Level[1-4]' });
export const AcrValueType = string({ min: 1, max: 64, pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+' });

/** Pages of lists: bounds and the names of tokens differ between operations. */
export const PaginationKey = string({ min: 1, max: 131_072, ...NO_BLANKS });
export const PaginationKeyType = string({ min: 1, ...NO_BLANKS });
export const SearchPaginationTokenType = string({ min: 1, ...NO_BLANKS });
/** 0 is for as many as there may be. */
export const QueryLimitType = integer({ min: 0, max: 60 });
export const PoolQueryLimitType = integer({ min: 1, max: 60 });

export const Document = document();
