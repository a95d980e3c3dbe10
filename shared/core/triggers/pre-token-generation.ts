import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { type TokenFunction, tokenFunction } from '#core/pools/lambda-config.ts';
import { shownUser } from '#core/users/shown.ts';
import type { Unversioned } from '#ports/records.ts';
import { clientMetadataFor } from './client-metadata.ts';
import { type ResponseReader, readResponse } from './response.ts';
import { askFunction, type Question } from './run.ts';
import type { Claims, TokenChanges } from './token-changes.ts';
import { eventAttributes } from './user-attributes.ts';

type Texts = Readonly<Record<string, string>>;

/** The occasion on which tokens are issued. */
export type TokenSource =
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens'
  | 'TokenGeneration_ClientCredentials';

type Groups = {
  readonly groupsToOverride: string[];
  readonly iamRolesToOverride: string[];
  readonly preferredRole: string | null;
};

/** @internal A test compares it with the types that existing functions expect. */
export type PreTokenGenerationQuestion = Question<
  TokenSource,
  {
    readonly userAttributes: Texts;
    /** It is null for a machine. */
    readonly groupConfiguration: Groups | null;
    /** The scopes of the access token, from version 2 of the event on. */
    readonly scopes?: string[];
    readonly clientMetadata?: Texts | undefined;
  },
  { readonly claimsOverrideDetails: null } | { readonly claimsAndScopeOverrideDetails: null }
>;

/** What a function is told of the tokens. */
type Asked = {
  readonly source: TokenSource;
  /** The user is undefined for the token of a machine, which is asked about from version 3 of the event on. */
  readonly user: Unversioned<'user'> | undefined;
  /** What the ID token says of the user's groups. */
  readonly groups: {
    readonly 'cognito:groups'?: readonly string[];
    readonly 'cognito:roles'?: readonly string[];
    readonly 'cognito:preferred_role'?: string;
  };
  readonly scopes: readonly string[];
};

const EVENT_VERSIONS = { V1_0: '1', V2_0: '2', V3_0: '3' } as const;

/**
 * Asks the pool's function what to change in tokens that are about to be issued. Returns undefined if it changes
 * nothing, or if the pool has no such function. Throws what askFunction throws, and InvalidLambdaResponseException for
 * values that tokens cannot have.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export async function preTokenGeneration(call: ClientCall, asked: Asked): Promise<TokenChanges | undefined> {
  const config = tokenFunction(call.pool.lambdaConfig);
  if (!config || (!asked.user && config.lambdaVersion !== 'V3_0')) return undefined;
  const { lambdaArn: functionArn, lambdaVersion } = config;
  const question = questionOf(call, asked, lambdaVersion);
  const response = await askFunction(call, { trigger: 'PreTokenGeneration', functionArn }, question);
  return changesIn(readResponse(response), lambdaVersion);
}

/** What machines are called. https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
const MACHINE = 'ClientCredentials';

function questionOf(
  call: ClientCall,
  { source, user, groups, scopes }: Asked,
  lambdaVersion: TokenFunction['lambdaVersion'],
): PreTokenGenerationQuestion {
  const { pool } = call;
  const isFirstVersion = lambdaVersion === 'V1_0';
  return {
    version: EVENT_VERSIONS[lambdaVersion],
    source,
    userName: user ? shownUser(pool, user).username : MACHINE,
    request: {
      userAttributes: user ? eventAttributes(pool, user) : {},
      groupConfiguration: user
        ? {
            groupsToOverride: [...(groups['cognito:groups'] ?? [])],
            iamRolesToOverride: [...(groups['cognito:roles'] ?? [])],
            preferredRole: groups['cognito:preferred_role'] ?? null,
          }
        : null,
      ...(!isFirstVersion && { scopes: [...scopes] }),
      clientMetadata: clientMetadataFor('PreTokenGeneration', call),
    },
    response: isFirstVersion ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  };
}

/**
 * Returns what a response to this version of the event changes. A claim that is null counts as absent. Throws
 * InvalidLambdaResponseException.
 * @internal
 */
export function changesIn(
  response: ResponseReader,
  lambdaVersion: TokenFunction['lambdaVersion'],
): TokenChanges | undefined {
  if (lambdaVersion === 'V1_0') {
    const details = response.object('claimsOverrideDetails');
    if (!details) return undefined;
    const id = { add: claimsIn(details, isText), suppress: details.texts('claimsToSuppress') ?? [] };
    return { id, access: NO_CLAIMS, scopes: NO_SCOPES, ...groupsIn(details) };
  }
  const details = response.object('claimsAndScopeOverrideDetails');
  if (!details) return undefined;
  const id = details.object('idTokenGeneration');
  const access = details.object('accessTokenGeneration');
  return {
    id: id ? { add: claimsIn(id, isIdClaim), suppress: id.texts('claimsToSuppress') ?? [] } : NO_CLAIMS,
    access: access ? { add: claimsIn(access, isClaim), suppress: access.texts('claimsToSuppress') ?? [] } : NO_CLAIMS,
    scopes: access ? scopesIn(access) : NO_SCOPES,
    ...groupsIn(details),
  };
}

const NO_CLAIMS = { add: {}, suppress: [] } as const;
const NO_SCOPES = { add: [], suppress: [] } as const;

function claimsIn(details: ResponseReader, isAllowed: (value: unknown, name: string) => boolean): Claims {
  const claims = details.value('claimsToAddOrOverride') ?? {};
  if (!isObject(claims)) return refuse();
  const given = Object.entries(claims).filter(([, value]) => value !== null);
  return given.every(([name, value]) => isAllowed(value, name)) ? Object.fromEntries(given) : refuse();
}

/** The characters of a scope (RFC 6749, section 3.3). One with a blank would count as two. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Returns the scopes that a response adds and suppresses. */
function scopesIn(access: ResponseReader): TokenChanges['scopes'] {
  const add = access.texts('scopesToAdd') ?? [];
  if (!add.every((scope) => SCOPE.test(scope))) refuse();
  return { add, suppress: access.texts('scopesToSuppress') ?? [] };
}

/**
 * Returns the groups that take the place of the user's. An object without any, or null in its place, takes the user's
 * groups away.
 */
function groupsIn(details: ResponseReader): Pick<TokenChanges, 'groups'> {
  if (!details.has('groupOverrideDetails')) return {};
  const groups = details.object('groupOverrideDetails');
  return {
    groups: {
      names: groups?.texts('groupsToOverride') ?? [],
      roles: groups?.texts('iamRolesToOverride') ?? [],
      preferredRole: groups?.text('preferredRole'),
    },
  };
}

/** The claims of the ID token that can only be texts, whatever the version. */
const TEXT_CLAIMS: readonly string[] = ['email_verified', 'phone_number_verified', 'updated_at', 'address'];

/** The most objects and lists within each other that a claim may have. Those who read tokens often take no more, either. */
const MOST_LEVELS = 100;

const isIdClaim = (value: unknown, name: string) => (TEXT_CLAIMS.includes(name) ? isText(value) : isClaim(value));
const isClaim = (value: unknown) =>
  isScalar(value) || (Array.isArray(value) ? value.every(isScalar) : isObject(value) && isWritable(value, MOST_LEVELS));
/** A number that is too large for JavaScript is read as infinite, which no token can say. */
const isScalar = (value: unknown) => isText(value) || Number.isFinite(value) || typeof value === 'boolean';
/** Tells whether a token can have what is within an object or list. */
const isWritable = (value: object, levels: number): boolean =>
  levels > 0 &&
  Object.values(value).every((one) =>
    typeof one === 'object' && one !== null ? isWritable(one, levels - 1) : one === null || isScalar(one),
  );
const isText = (value: unknown) => typeof value === 'string';
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(): never {
  return fail('InvalidLambdaResponseException');
}
