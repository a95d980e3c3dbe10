import {
  ACCESS_TOKEN_EXPIRED,
  ACCESS_TOKEN_INVALID,
  CODE_EXPIRED,
  CODE_MISMATCH,
  type ExpectedError,
  PAGE_TOKEN_INVALID,
  REFRESH_TOKEN_EXPIRED,
  REFRESH_TOKEN_INVALID,
  SESSION_EXPIRED,
  SESSION_INVALID,
  USER_UNKNOWN,
  USER_UNKNOWN_TO_CLIENT,
} from '#test/errors.ts';
import type { Side } from './world.ts';

export type Refusal = readonly [name: string, message: string];

/** How a value of a member is refused in the pool of a side. */
type Refuse = (value: Value, own: Side) => Refusal;

/** The value of a member: a name, or what has names in it. */
export type Value = string | readonly unknown[];

/** What a member of requests names, and how an operation refuses a name that leads to nothing in its pool. */
type Named = {
  /** A name of the right form that leads to nothing anywhere; absent where that is no error. */
  readonly unknown?: Value;
  /** The name of the same thing in another pool; absent where every pool is as good as another. */
  readonly foreign?: (other: Side) => Value;
  readonly refusal: Refuse;
  /** After how long, in milliseconds, the one of a valid request is refused, and how. */
  readonly lives?: readonly [milliseconds: number, error: ExpectedError];
  /** Operations that say something else, and why; `irrelevant` where any name will do. */
  readonly except?: Readonly<Record<string, Refuse | 'irrelevant'>>;
};

const notFound =
  (what: string): Refuse =>
  (value) => ['ResourceNotFoundException', `${what} ${value} does not exist.`];
const told =
  ({ name, message }: ExpectedError): Refuse =>
  () => [name, message];
const always = (name: string, message: string) => (): Refusal => [name, message];
const noDomain = always('InvalidParameterException', 'No such domain or user pool exists.');
const oneProof = always('InvalidParameterException', 'Exactly one of AccessToken and Session must be specified.');
const usernameNotFound = told(USER_UNKNOWN_TO_CLIENT);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CODE: Named = {
  unknown: '000000',
  refusal: told(CODE_MISMATCH),
};
const PAGE_TOKEN: Named = {
  unknown: 'x',
  refusal: told(PAGE_TOKEN_INVALID),
  lives: [HOUR, PAGE_TOKEN_INVALID],
};
const ABSENT_POOL = 'us-east-1_Unknown00';
const ABSENT_ATTRIBUTE = 'custom:unknown';
/** One line for each attribute. */
const NOT_IN_SCHEMA = `${ABSENT_ATTRIBUTE}: Attribute does not exist in the schema.\n`;
const notConforming = always('InvalidParameterException', `Attributes did not conform to the schema: ${NOT_IN_SCHEMA}`);
function attributesOfClient(access: 'read' | 'write'): Named {
  const refusal = (doing: string) =>
    always('InvalidParameterException', `Invalid ${access} attributes specified while ${doing} a client`);
  const except = { UpdateUserPoolClient: refusal('updating') };
  return { unknown: [ABSENT_ATTRIBUTE], refusal: refusal('creating'), except };
}
const ABSENT_ID = 'c0ffee00-0000-4000-8000-000000000000';

/** Every member by which requests name something that must exist. */
export const NAMED: Readonly<Record<string, Named>> = {
  UserPoolId: {
    unknown: ABSENT_POOL,
    refusal: notFound('User pool'),
    except: { UpdateUserPoolDomain: noDomain, DeleteUserPoolDomain: noDomain },
  },
  ResourceArn: {
    unknown: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${ABSENT_POOL}`,
    refusal: always('ResourceNotFoundException', `User pool ${ABSENT_POOL} does not exist.`),
  },
  ClientId: {
    unknown: 'unknownclient',
    foreign: ({ client }) => client,
    refusal: notFound('User pool client'),
    // This operation has no ResourceNotFoundException.
    except: { RevokeToken: always('UnauthorizedException', 'Invalid client credentials.') },
  },
  ClientSecretId: {
    unknown: 'unknownclient--1',
    foreign: ({ secretId }) => secretId,
    refusal: notFound('Client secret'),
  },
  GroupName: {
    unknown: 'unknown',
    foreign: ({ group }) => group,
    refusal: always('ResourceNotFoundException', 'Group not found.'),
    except: { CreateGroup: 'irrelevant' },
  },
  Username: {
    unknown: 'unknown',
    foreign: ({ user }) => user,
    refusal: told(USER_UNKNOWN),
    except: {
      SignUp: 'irrelevant',
      AdminCreateUser: 'irrelevant',
      ConfirmSignUp: usernameNotFound,
      ResendConfirmationCode: usernameNotFound,
      ForgotPassword: usernameNotFound,
      ConfirmForgotPassword: usernameNotFound,
    },
  },
  Identifier: {
    unknown: 'unknown',
    foreign: ({ resourceServer }) => resourceServer,
    refusal: notFound('Resource server'),
    except: { CreateResourceServer: 'irrelevant' },
  },
  Domain: {
    unknown: 'unknown',
    foreign: ({ domain }) => domain,
    refusal: noDomain,
    // The description of an unknown domain is empty, and whose a domain is makes no difference.
    except: { CreateUserPoolDomain: 'irrelevant', DescribeUserPoolDomain: 'irrelevant' },
  },
  ManagedLoginBrandingId: {
    unknown: ABSENT_ID,
    foreign: ({ brandingId }) => brandingId,
    refusal: notFound('Managed login branding'),
  },
  TermsId: { unknown: ABSENT_ID, foreign: ({ termsId }) => termsId, refusal: notFound('Terms') },
  CredentialId: {
    unknown: 'unknown',
    foreign: ({ credentialId }) => credentialId,
    refusal: always('ResourceNotFoundException', 'The passkey does not exist.'),
  },
  AccessToken: {
    unknown: 'a.b.c',
    refusal: told(ACCESS_TOKEN_INVALID),
    lives: [HOUR, ACCESS_TOKEN_EXPIRED],
  },
  RefreshToken: {
    unknown: 'unknown',
    foreign: ({ refreshToken }) => refreshToken,
    refusal: told(REFRESH_TOKEN_INVALID),
    lives: [30 * DAY, REFRESH_TOKEN_EXPIRED],
  },
  DeviceKey: {
    unknown: 'us-east-1_0a1b2c3d-0000-4000-8000-000000000000',
    foreign: ({ deviceKey }) => deviceKey,
    refusal: always('ResourceNotFoundException', 'Device does not exist.'),
    except: { GetTokensFromRefreshToken: told(REFRESH_TOKEN_INVALID) },
  },
  Token: {
    // An unknown token counts as revoked (RFC 7009, section 2.2).
    foreign: ({ refreshToken }) => refreshToken,
    refusal: always('UnauthorizedException', 'The token was issued to another client.'),
  },
  Session: {
    unknown: 'x'.repeat(40),
    foreign: ({ session }) => session,
    refusal: told(SESSION_INVALID),
    lives: [3 * MINUTE, SESSION_EXPIRED],
    // Only USER_AUTH continues a session with these operations, and the valid requests are of another flow.
    except: {
      ...{ InitiateAuth: 'irrelevant', AdminInitiateAuth: 'irrelevant' },
      // The valid request has an access token.
      ...{ AssociateSoftwareToken: oneProof, VerifySoftwareToken: oneProof },
    },
  },
  AllowedOAuthScopes: {
    unknown: ['unknown/read'],
    foreign: ({ resourceServer }) => [`${resourceServer}/read`],
    refusal: ([scope]) => ['ScopeDoesNotExistException', `Invalid scope requested: ${scope}`],
  },
  Scopes: {
    unknown: ['unknown/read'],
    foreign: ({ resourceServer }) => [`${resourceServer}/read`],
    refusal: ([scope]) => ['InvalidParameterException', `Invalid scope requested: ${scope}`],
    // A resource server says which scopes it has.
    except: { CreateResourceServer: 'irrelevant', UpdateResourceServer: 'irrelevant' },
  },
  SessionId: {
    unknown: 'tkn0000000000000000000000000',
    foreign: ({ sessionId }) => sessionId,
    refusal: always('ResourceNotFoundException', 'Session does not exist.'),
  },
  SupportedIdentityProviders: {
    unknown: ['Unknown'],
    refusal: ([name], { pool }) => [
      'InvalidParameterException',
      `The provider ${name} does not exist for User Pool ${pool.id}.`,
    ],
  },
  ReadAttributes: attributesOfClient('read'),
  WriteAttributes: attributesOfClient('write'),
  AttributesToGet: {
    unknown: [ABSENT_ATTRIBUTE],
    refusal: always('InvalidParameterException', 'One or more requested attributes do not exist.'),
  },
  UserAttributeNames: {
    unknown: [ABSENT_ATTRIBUTE],
    refusal: always('InvalidParameterException', `Invalid user attributes: user.${NOT_IN_SCHEMA}`),
  },
  UserAttributes: {
    unknown: [{ Name: ABSENT_ATTRIBUTE, Value: 'x' }],
    refusal: always('InvalidParameterException', `user.${NOT_IN_SCHEMA}`),
    except: { SignUp: notConforming, AdminCreateUser: notConforming },
  },
  AttributeName: {
    unknown: ABSENT_ATTRIBUTE,
    refusal: always(
      'InvalidParameterException',
      'Invalid attribute name. Only phone_number and email can be verified.',
    ),
  },
  ConfirmationCode: {
    ...CODE,
    lives: [DAY, CODE_EXPIRED],
  },
  // It lives longer than the access token that goes with it.
  Code: CODE,
  NextToken: PAGE_TOKEN,
  PaginationToken: PAGE_TOKEN,
};

/** Members whose name looks as if they named something that must exist, but don't; tests of their operations have them. */
export const NAMES_NOTHING: readonly string[] = [
  // Names of something new, or texts.
  ...['ClientName', 'DeviceName', 'FriendlyDeviceName', 'Name', 'PoolName', 'ScopeName', 'ServerName', 'TermsName'],
  'headerName',
  // Things outside of all pools, which nobody looks up.
  ...['AnalyticsEndpointId', 'ApplicationArn', 'ApplicationId', 'CallerArn', 'CertificateArn', 'ConfigurationSetName'],
  ...['ExternalId', 'InEntityId', 'InTemplateId', 'KMSKeyID', 'KmsKeyArn', 'LambdaArn', 'LogGroupArn', 'BucketArn'],
  ...['PrimaryRoute53HealthCheckId', 'RelyingPartyId', 'RoleArn', 'SnsCallerArn', 'SourceArn', 'StreamArn'],
  // Other regions have nothing, and every request for one is refused.
  'RegionName',
  // Tags that are not there may be taken away.
  'TagKeys',
  // The images of a style that is replaced as a whole.
  'ResourceId',
  // There are no scopes of clients that register themselves.
  'AllowedScopes',
];
