import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Ref } from '#ports/records.ts';

/** The scopes of OpenID Connect that Cognito knows. */
export const OIDC_SCOPES: readonly string[] = ['openid', 'email', 'phone', 'profile'];

/** The scopes that every pool has. Any other scope has the form `<resource server>/<scope>`. */
const STANDARD_SCOPES: ReadonlySet<string> = new Set([...OIDC_SCOPES, 'aws.cognito.signin.user.admin']);

/**
 * The scope of initial access tokens, with which apps register app clients. It belongs to the service: it has no resource
 * server, and none can get its identifier.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-dynamic-client-registration.html
 */
export const REGISTER_SCOPE = 'aws.cognito/dcr/register';

/** Tells whether a scope is not one of a resource server. */
export function isStandardScope(scope: string): boolean {
  return STANDARD_SCOPES.has(scope);
}

/**
 * Checks that each scope is a standard one, or one of a resource server of the pool. Throws ScopeDoesNotExistException.
 */
export async function checkScopesExist(call: Call, poolId: string, scopes: readonly string[]): Promise<void> {
  const custom = scopes.filter((scope) => !isStandardScope(scope));
  const known = await existingScopes(call, poolId, custom);
  const unknown = custom.find((scope) => !known.includes(scope));
  if (unknown !== undefined) fail('ScopeDoesNotExistException', `Invalid scope requested: ${unknown}`);
}

/**
 * Returns those of the custom scopes that exist: that of the service, and those that a resource server of the pool has.
 * Reads only the resource servers that the scopes name.
 */
export async function existingScopes(
  { deps }: Call,
  poolId: string,
  scopes: readonly string[],
): Promise<readonly string[]> {
  const own = scopes.filter((scope) => scope === REGISTER_SCOPE);
  if (scopes.length === own.length) return own;
  const custom = scopes.map((scope) => ({ scope, ...partsOf(scope) }));
  const identifiers = [
    ...new Set(custom.flatMap(({ identifier, scope }) => (identifier && scope !== REGISTER_SCOPE ? [identifier] : []))),
  ];
  const refs = identifiers.map((identifier): [string, Ref<'resourceServer'>] => [
    identifier,
    { kind: 'resourceServer', id: { poolId, identifier } },
  ]);
  const servers = new Map(Object.entries(await deps.records.read(Object.fromEntries(refs))));
  return custom
    .filter(
      ({ scope, identifier, scopeName }) =>
        scope === REGISTER_SCOPE || servers.get(identifier)?.scopes.some((one) => one.scopeName === scopeName),
    )
    .map(({ scope }) => scope);
}

/**
 * Returns the same as existingScopes, for tokens that are about to be issued. As long as all of the scopes are there, it
 * goes by the cached configuration.
 */
export async function livingScopes(call: Call, poolId: string, scopes: readonly string[]): Promise<readonly string[]> {
  const custom = scopes.filter((scope) => scope !== REGISTER_SCOPE).map((scope) => partsOf(scope));
  const identifiers = [...new Set(custom.map(({ identifier }) => identifier))].filter((one) => one !== '');
  const known = await call.deps.configuration.scopes(identifiers.map((identifier) => ({ poolId, identifier })));
  const servers = new Map(identifiers.map((identifier, index) => [identifier, known[index]]));
  const isComplete = custom.every(({ identifier, scopeName }) => servers.get(identifier)?.has(scopeName));
  return isComplete ? scopes : existingScopes(call, poolId, scopes);
}

/**
 * Returns the scopes of a user's token without those of resource servers that do not have them any more. They come back once
 * a resource server has them again.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export async function activeScopes(call: Call, poolId: string, scopes: readonly string[]): Promise<readonly string[]> {
  const custom = scopes.filter((scope) => !isStandardScope(scope));
  if (custom.length === 0) return scopes;
  const living = await livingScopes(call, poolId, custom);
  return scopes.filter((scope) => isStandardScope(scope) || living.includes(scope));
}

/** An identifier may have slashes, and the name of a scope has none. */
function partsOf(scope: string): { readonly identifier: string; readonly scopeName: string } {
  const slash = scope.lastIndexOf('/');
  return { identifier: scope.slice(0, Math.max(slash, 0)), scopeName: scope.slice(slash + 1) };
}
