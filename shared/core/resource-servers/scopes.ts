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
 * Checks that each scope is a standard one, or one of a resource server of the pool. Reads only the resource servers that
 * the scopes name. Throws ScopeDoesNotExistException.
 */
export async function checkScopesExist({ deps }: Call, poolId: string, scopes: readonly string[]): Promise<void> {
  const custom = scopes.filter((scope) => !isStandardScope(scope)).map((scope) => ({ scope, ...partsOf(scope) }));
  if (custom.length === 0) return;
  const identifiers = [...new Set(custom.flatMap(({ identifier }) => (identifier ? [identifier] : [])))];
  const refs = identifiers.map((identifier): [string, Ref<'resourceServer'>] => [
    identifier,
    { kind: 'resourceServer', id: { poolId, identifier } },
  ]);
  const servers = new Map(Object.entries(await deps.records.read(Object.fromEntries(refs))));
  for (const { scope, identifier, scopeName } of custom) {
    const known = servers.get(identifier)?.scopes.some((one) => one.scopeName === scopeName);
    if (!known) fail('ScopeDoesNotExistException', `Invalid scope requested: ${scope}`);
  }
}

/** An identifier may have slashes, and the name of a scope has none. */
function partsOf(scope: string): { readonly identifier: string; readonly scopeName: string } {
  const slash = scope.lastIndexOf('/');
  return { identifier: scope.slice(0, Math.max(slash, 0)), scopeName: scope.slice(slash + 1) };
}
