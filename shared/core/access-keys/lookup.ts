import type { AccessKeys } from '#ports/access-keys.ts';
import type { Clock } from '#ports/clock.ts';
import type { Records } from '#ports/records.ts';
import type { AccessKey } from './access-key.ts';

/** A disabled key is refused at the latest after this time. */
const CACHE_MS = 10_000;
const MAX_ENTRIES = 1_000;

/** May do everything. */
export const FULL_ACCESS = { actions: ['cognito-idp:*'], pools: ['*'] } as const;

/**
 * The access keys of the table, cached for a few seconds, and the one of the environment, which is never stored.
 * Unknown ids are not cached.
 */
export function createAccessKeys(
  records: Records,
  clock: Clock,
  fromEnvironment: { readonly id: string; readonly secret: string } | undefined,
): AccessKeys {
  const cache = new Map<string, { readonly key: AccessKey; readonly until: number }>();
  const own: AccessKey | undefined = fromEnvironment && {
    ...fromEnvironment,
    enabled: true,
    policy: FULL_ACCESS,
    createdAt: 0,
    version: 0,
  };
  return {
    async find(id) {
      if (own && id === own.id) return own;
      const known = cache.get(id);
      if (known && clock.now() < known.until) return known.key;
      const { key } = await records.read({ key: { kind: 'accessKey', id: { id } } });
      if (!key?.enabled) {
        cache.delete(id);
        return undefined;
      }
      if (cache.size >= MAX_ENTRIES) cache.clear();
      cache.set(id, { key, until: clock.now() + CACHE_MS });
      return key;
    },
  };
}
