import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Ref } from '#ports/records.ts';

/** The scopes that every pool has. Any other scope has the form `<resource server>/<scope>`. */
const STANDARD_SCOPES: ReadonlySet<string> = new Set([
  'openid',
  'email',
  'phone',
  'profile',
  'aws.cognito.signin.user.admin',
]);

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
 * Returns those of the custom scopes that a resource server of the pool has. Reads only the resource servers that the
 * scopes name.
 */
export async function existingScopes(
  { deps }: Call,
  poolId: string,
  scopes: readonly string[],
): Promise<readonly string[]> {
  if (scopes.length === 0) return [];
  const custom = scopes.map((scope) => ({ scope, ...partsOf(scope) }));
  const identifiers = [...new Set(custom.flatMap(({ identifier }) => (identifier ? [identifier] : [])))];
  const refs = identifiers.map((identifier): [string, Ref<'resourceServer'>] => [
    identifier,
    { kind: 'resourceServer', id: { poolId, identifier } },
  ]);
  const servers = new Map(Object.entries(await deps.records.read(Object.fromEntries(refs))));
  return custom
    .filter(({ identifier, scopeName }) => servers.get(identifier)?.scopes.some((one) => one.scopeName === scopeName))
    .map(({ scope }) => scope);
}

/**
 * Returns those of the custom scopes that a resource server of the pool has, for tokens that are about to be issued. As
 * long as all of them are there, it goes by the cached configuration.
 */
export async function livingScopes(call: Call, poolId: string, scopes: readonly string[]): Promise<readonly string[]> {
  const custom = scopes.map((scope) => partsOf(scope));
  const identifiers = [...new Set(custom.map(({ identifier }) => identifier))].filter((one) => one !== '');
  const known = await call.deps.configuration.scopes(identifiers.map((identifier) => ({ poolId, identifier })));
  const servers = new Map(identifiers.map((identifier, index) => [identifier, known[index]]));
  const isComplete = custom.every(({ identifier, scopeName }) => servers.get(identifier)?.has(scopeName));
  return isComplete ? scopes : existingScopes(call, poolId, scopes);
}

/** An identifier may have slashes, and the name of a scope has none. */
function partsOf(scope: string): { readonly identifier: string; readonly scopeName: string } {
  const slash = scope.lastIndexOf('/');
  return { identifier: scope.slice(0, Math.max(slash, 0)), scopeName: scope.slice(slash + 1) };
}
