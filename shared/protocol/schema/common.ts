import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD_FORM, USERNAME_FORM } from '#core/constraints/forms.ts';
import { document, integer, list, map, oneOf, required, sensitive, string, structure } from './shape.ts';

/*
 * The shapes that several groups of operations share, under the names of the service model. All other shapes of
 * requests are in the file of their group. Bounds, patterns and values are those of the model, which the page of each
 * operation shows:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 * A comment explains every difference. `\s` matches only ASCII white space in the service, but more in JavaScript.
 */

/** Any text, up to the bound of the protocol. */
export const StringType = string({ min: 0, max: 131_072 });

/** The pattern `[\S]+`, with the white space of ASCII. */
const NO_BLANKS = { pattern: '[\\S]+', expression: '[^\\t-\\r ]+' };
/** The pattern for names of pools, clients, resource servers and import jobs. */
export const LABEL = { pattern: '[\\w\\s+=,.@-]+', expression: '[\\w\\t-\\r +=,.@-]+' };

export const ARN_PATTERN =
  'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?';
export const ArnType = string({ min: 20, max: 2048, pattern: ARN_PATTERN });
export const RegionNameType = string({ min: 5, max: 32 });

export const UserPoolIdType = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-zA-Z]+' });
/**
 * The service model marks it as sensitive everywhere. Public records show its value in errors of InitiateAuth and
 * DescribeUserPoolClient, but not in those of SignUp and ConfirmForgotPassword (sign-up.ts).
 */
export const ClientIdType = string({ min: 1, max: 128, pattern: '[\\w+]+' });
export const ClientSecretType = sensitive(string({ min: 24, max: 64, pattern: '[\\w+]+' }));
export const ProviderNameType = string({ min: 1, max: 32, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\p{Z}]+' });

export const UsernameType = sensitive(string(USERNAME_FORM));
/** The model has another pattern; see core/constraints/forms.ts. */
export const PasswordType = sensitive(string(PASSWORD_FORM));
/** The password of a new user. The empty string stands for no password, which the operation judges. */
export const NewUserPasswordType = sensitive(string({ ...PASSWORD_FORM, allowEmpty: true }));
export const ConfirmationCodeType = string({ min: 1, max: 2048, ...NO_BLANKS });
/** The opaque string that leads from one challenge of a sign-in to the next. */
export const SessionType = sensitive(string({ min: 20, max: 2048 }));
/** An access token or a refresh token. */
export const TokenModelType = sensitive(string({ pattern: '[A-Za-z0-9-_=.]+' }));
export const DeviceKeyType = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-f-]+' });
/**
 * A session id. Its pattern is not published: it has 28 lower-case letters and digits, and the operation looks it up.
 */
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
/** The form of UserContextData in operations for administrators. */
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

/** A level of authentication assurance, and the name that a pool or a provider gives to it. */
export const AcrLevelType = string({ pattern: 'Level[1-4]' });
export const AcrValueType = string({ min: 1, max: 64, pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+' });

/** The tokens of paginated lists, whose bounds and names differ between operations. */
export const PaginationKey = string({ min: 1, max: 131_072, ...NO_BLANKS });
export const PaginationKeyType = string({ min: 1, ...NO_BLANKS });
export const SearchPaginationTokenType = string({ min: 1, ...NO_BLANKS });
/** The size of a page; 0 stands for the largest possible page. */
export const QueryLimitType = integer({ min: 0, max: 60 });
export const PoolQueryLimitType = integer({ min: 1, max: 60 });

export const Document = document();
