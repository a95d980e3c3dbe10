import { loadingCache } from '#core/cache.ts';
import type { AccessKeys } from '#ports/access-keys.ts';
import type { Clock } from '#ports/clock.ts';
import type { Records, Unversioned } from '#ports/records.ts';

/** A key that is disabled is refused after this time at the latest. */
const CACHE_MS = 10_000;
const MAX_ENTRIES = 1_000;

/** The policy that allows every operation on every pool. */
export const FULL_ACCESS = { actions: ['cognito-idp:*'], pools: ['*'] } as const;

/**
 * Finds the access keys of the table, cached for a few seconds, and the one of the environment, which is never stored.
 * Unknown and disabled keys are not cached.
 */
export function createAccessKeys(
  records: Records,
  clock: Clock,
  fromEnvironment: { readonly id: string; readonly secret: string } | undefined,
): AccessKeys {
  const keys = loadingCache(clock, { most: MAX_ENTRIES, ms: CACHE_MS }, async (id) => {
    const { key } = await records.read({ key: { kind: 'accessKey', id: { id } } });
    return key?.enabled ? key : undefined;
  });
  const own: Unversioned<'accessKey'> | undefined = fromEnvironment && {
    ...fromEnvironment,
    enabled: true,
    policy: FULL_ACCESS,
    createdAt: 0,
  };
  return { find: async (id) => (own && id === own.id ? own : keys.get(id)) };
}
