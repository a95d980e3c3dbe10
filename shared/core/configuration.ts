import type { Client } from '#core/clients/client.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Clock } from '#ports/clock.ts';
import type { Records } from '#ports/records.ts';
import { type LoadingCache, loadingCache } from './cache.ts';
import { CognitoError } from './errors.ts';

/** How long another process may still act on a configuration that has been changed (README: "Security model"). */
export const CONFIGURATION_CACHE_MS = 10_000;
const MAX_ENTRIES = 5_000;

/** Pools and clients as they are looked up for a judgement. */
type Lookup = {
  readonly pool: (poolId: string) => Promise<Pool | undefined>;
  readonly client: (clientId: string) => Promise<Client | undefined>;
};

/** Pools, clients and signing keys as sign-in needs them: cached for a few seconds, misses never. */
export type Configuration = Lookup & {
  /**
   * Runs `use`. When it refuses after it was given something that was cached, that is forgotten and `use` runs once more.
   * `use` must not write. See withPool and withClient in call.ts.
   */
  readonly judge: <T>(use: (cached: Lookup) => Promise<T>) => Promise<T>;
  /** The pool's keys, retired ones included. */
  readonly signingKeys: (poolId: string) => Promise<readonly SigningKey[]>;
  /** To be called after a write, with the ids of what was written. */
  readonly forget: (...ids: readonly string[]) => void;
};

export function createConfiguration(records: Records, clock: Clock): Configuration {
  const kept = <V>(load: (id: string) => Promise<V | undefined>) =>
    loadingCache(clock, { most: MAX_ENTRIES, ms: CONFIGURATION_CACHE_MS }, load);
  const pools = kept(async (id) => (await records.read({ pool: { kind: 'pool', id: { id } } })).pool);
  const clients = kept(async (id) => (await records.read({ client: { kind: 'client', id: { id } } })).client);
  const keys = kept(async (id) => {
    const { values } = await records.within('signingKey', { poolId: id });
    return values.length > 0 ? values : undefined;
  });

  return {
    async judge(use) {
      const used: { readonly from: LoadingCache<unknown>; readonly id: string }[] = [];
      const get = <V>(from: LoadingCache<V>, id: string) => from.get(id, () => used.push({ from, id }));
      try {
        return await use({ pool: (id) => get(pools, id), client: (id) => get(clients, id) });
      } catch (error) {
        if (used.length === 0 || !(error instanceof CognitoError)) throw error;
        for (const { from, id } of used) from.forget(id);
        return use({ pool: (id) => pools.get(id), client: (id) => clients.get(id) });
      }
    },

    pool: (poolId) => pools.get(poolId),
    client: (clientId) => clients.get(clientId),
    signingKeys: async (poolId) => (await keys.get(poolId)) ?? [],
    forget(...ids) {
      for (const id of ids) {
        pools.forget(id);
        clients.forget(id);
        keys.forget(id);
      }
    },
  };
}
