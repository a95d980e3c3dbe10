import type { Side } from './world.ts';

export type Refusal = readonly [name: string, message: string];

/** What a member of requests names, and how an operation refuses a name that leads to nothing in its pool. */
type Named = {
  /** A name of the right form that leads to nothing anywhere; absent where that is no error. */
  readonly unknown?: string;
  /** The name of the same thing in another pool; absent where every pool is as good as another. */
  readonly foreign?: (other: Side) => string;
  readonly refusal: (value: string) => Refusal;
  /** After how long, in milliseconds, the one of a valid request is refused, and how. */
  readonly lives?: readonly [milliseconds: number, refusal: Refusal];
  /** Operations that say something else, and why; `irrelevant` where any name will do. */
  readonly except?: Readonly<Record<string, ((value: string) => Refusal) | 'irrelevant'>>;
};

const notFound =
  (what: string) =>
  (value: string): Refusal => ['ResourceNotFoundException', `${what} ${value} does not exist.`];
const always = (name: string, message: string) => (): Refusal => [name, message];
const noDomain = always('InvalidParameterException', 'No such domain or user pool exists.');
const usernameNotFound = always('UserNotFoundException', 'Username/client id combination not found.');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CODE: Named = {
  unknown: '000000',
  refusal: always('CodeMismatchException', 'Invalid verification code provided, please try again.'),
};
const PAGE_TOKEN: Named = {
  unknown: 'x',
  refusal: always('InvalidParameterException', 'Invalid pagination token given.'),
  lives: [HOUR, ['InvalidParameterException', 'Invalid pagination token given.']],
};
const ABSENT_POOL = 'us-east-1_Unknown00';
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
    refusal: () => notFound('User pool')(ABSENT_POOL),
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
    refusal: always('UserNotFoundException', 'User does not exist.'),
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
  AccessToken: {
    unknown: 'a.b.c',
    refusal: always('NotAuthorizedException', 'Invalid Access Token'),
    lives: [HOUR, ['NotAuthorizedException', 'Access Token has expired']],
  },
  RefreshToken: {
    unknown: 'unknown',
    foreign: ({ refreshToken }) => refreshToken,
    refusal: always('NotAuthorizedException', 'Invalid Refresh Token.'),
    lives: [30 * DAY, ['NotAuthorizedException', 'Refresh Token has expired']],
  },
  Token: {
    // An unknown token counts as revoked (RFC 7009, section 2.2).
    foreign: ({ refreshToken }) => refreshToken,
    refusal: always('UnauthorizedException', 'The token was issued to another client.'),
  },
  Session: {
    unknown: 'x'.repeat(40),
    foreign: ({ session }) => session,
    refusal: always('NotAuthorizedException', 'Invalid session for the user.'),
    lives: [3 * MINUTE, ['NotAuthorizedException', 'Invalid session for the user, session is expired.']],
    // Only a choice-based sign-in continues a session with these operations, and that is not built.
    except: { InitiateAuth: 'irrelevant', AdminInitiateAuth: 'irrelevant', ConfirmSignUp: 'irrelevant' },
  },
  ConfirmationCode: {
    ...CODE,
    lives: [DAY, ['ExpiredCodeException', 'Invalid code provided, please request a code again.']],
  },
  // It lives longer than the access token that goes with it.
  Code: CODE,
  NextToken: PAGE_TOKEN,
  PaginationToken: PAGE_TOKEN,
};

/** Members whose name looks as if they named something that must exist, but don't; tests of their operations have them. */
export const NAMES_NOTHING: readonly string[] = [
  'AttributeName',
  'ClientName',
  'ChallengeName',
  'Name',
  'PoolName',
  // No other region has anything: every request is refused.
  'RegionName',
  'RoleArn',
  'SSOSession',
  'TermsName',
  'TokenSession',
  // Names no device as long as none is remembered.
  'DeviceKey',
];
