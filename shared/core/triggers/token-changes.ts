import { fail } from '#core/errors.ts';

/** The claims of a token by their names. */
export type Claims = Readonly<Record<string, unknown>>;

/** The claims of the tokens that are issued together. A machine has no ID token, and no claims of one. */
export type TokenClaims = { readonly access: Claims; readonly id: Claims };

type ClaimChanges = { readonly add: Claims; readonly suppress: readonly string[] };

/** What a function changes in tokens. */
export type TokenChanges = {
  readonly id: ClaimChanges;
  readonly access: ClaimChanges;
  readonly scopes: { readonly add: readonly string[]; readonly suppress: readonly string[] };
  /** The groups and roles that take the place of the user's. The member is absent where those stay. */
  readonly groups?: {
    readonly names: readonly string[];
    readonly roles: readonly string[];
    readonly preferredRole?: string | undefined;
  };
};

const GROUPS = 'cognito:groups';
const GROUP_CLAIMS = [GROUPS, 'cognito:roles', 'cognito:preferred_role'];

/**
 * The claims that no function can add, change or suppress, in either token. `scope` has lists of its own.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const FIXED: ReadonlySet<string> = new Set([
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
]);

/** The largest number of claims and scopes. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const MOST_CLAIMS = 5_000;

/**
 * The largest size of a token that a function makes longer, in bytes of JSON. The text of a token is a third longer. That
 * of an access token is then about as long as one may be that this service verifies (tokens/access-token.ts).
 */
const MOST_BYTES = { id: 256 * 1024, access: 46_000 } as const;

/**
 * Returns the claims of tokens after a function has changed them. What it must not change stays as it is, without an
 * error. A claim that is both added and suppressed is suppressed. Throws InvalidLambdaResponseException for too many
 * claims, and for tokens that become too long.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function changedClaims(before: TokenClaims, changes: TokenChanges): TokenClaims {
  const groups = groupsIn(changes);
  const scopes = scopesAfter(before.access, changes);
  const after = {
    id: suppressed({ ...withGroups(before.id, groups?.id), ...addable(changes.id.add) }, changes.id.suppress),
    access: withScopes(
      suppressed(
        {
          ...withGroups(before.access, groups?.access),
          ...addable(changes.access.add),
          ...audience(before.access, changes.access.add),
        },
        changes.access.suppress,
      ),
      scopes,
    ),
  };
  checkSize(before, after, scopes.length);
  return after;
}

/** Returns the claims without those that cannot be added or changed. Groups are not changed as claims. */
function addable(claims: Claims): Claims {
  return pick(claims, (name) => !FIXED.has(name) && !/^(aud$|cognito:|dev:)/.test(name));
}

/** Returns the audience that is added to an access token. It must be the client, and the token must not be bound to a resource. */
function audience({ client_id: client, aud: resource }: Claims, { aud }: Claims): Claims {
  return resource === undefined && client !== undefined && aud === client ? { aud } : {};
}

function suppressed(claims: Claims, suppress: readonly string[]): Claims {
  const names = new Set(
    suppress.flatMap((name) => {
      if (name === GROUPS) return GROUP_CLAIMS;
      return FIXED.has(name) || /^(aud$|cognito:)/.test(name) ? [] : name;
    }),
  );
  return pick(claims, (name) => !names.has(name));
}

function withGroups(claims: Claims, groups: Claims | undefined): Claims {
  return groups ? { ...pick(claims, (name) => !GROUP_CLAIMS.includes(name)), ...groups } : claims;
}

/** Returns the claims of each token about the groups that take the place of the user's. */
function groupsIn({ groups }: TokenChanges): TokenClaims | undefined {
  if (!groups) return undefined;
  const { names, roles, preferredRole } = groups;
  const access = names.length > 0 ? { [GROUPS]: names } : {};
  const id = {
    ...access,
    ...(roles.length > 0 && { 'cognito:roles': roles }),
    ...(preferredRole && { 'cognito:preferred_role': preferredRole }),
  };
  return { access, id };
}

function scopesAfter({ scope }: Claims, { scopes }: TokenChanges): readonly string[] {
  const before = typeof scope === 'string' ? scope.split(' ') : [];
  const all = [...new Set([...before, ...scopes.add])];
  return all.filter((one) => !scopes.suppress.includes(one));
}

/** Returns the claims with these scopes. Without any there is no such claim. */
function withScopes(claims: Claims, scopes: readonly string[]): Claims {
  const scope = scopes.join(' ');
  if (scope !== '') return { ...claims, scope };
  return pick(claims, (name) => name !== 'scope');
}

function checkSize(before: TokenClaims, after: TokenClaims, scopes: number): void {
  const claims = Object.keys(after.id).length + Object.keys(after.access).length;
  if (claims + scopes > MOST_CLAIMS) {
    fail('InvalidLambdaResponseException', `Tokens cannot have more than ${MOST_CLAIMS} claims and scopes.`);
  }
  for (const use of ['id', 'access'] as const) {
    const bytes = bytesOf(after[use]);
    if (bytes <= MOST_BYTES[use] || bytes <= bytesOf(before[use])) continue;
    fail(
      'InvalidLambdaResponseException',
      `The ${use} token cannot have more than ${MOST_BYTES[use]} bytes of claims.`,
    );
  }
}

function bytesOf(claims: Claims): number {
  return Buffer.byteLength(JSON.stringify(claims));
}

/** Claims may have any name, so that no member is set by assignment. */
function pick(claims: Claims, isKept: (name: string) => boolean): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => isKept(name)));
}
