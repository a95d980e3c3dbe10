import type { Client } from '#core/clients/client.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Clock } from '#ports/clock.ts';
import type { Records } from '#ports/records.ts';
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
  const pools = cache(clock, async (id) => (await records.read({ pool: { kind: 'pool', id: { id } } })).pool);
  const clients = cache(clock, async (id) => (await records.read({ client: { kind: 'client', id: { id } } })).client);
  const keys = cache(clock, async (id) => {
    const found = await records.signingKeys(id);
    return found.length > 0 ? found : undefined;
  });

  return {
    async judge(use) {
      const used: Used = new Map();
      try {
        return await use({ pool: (id) => pools.get(id, used), client: (id) => clients.get(id, used) });
      } catch (error) {
        if (used.size === 0 || !(error instanceof CognitoError)) throw error;
        for (const [id, from] of used) from.forget(id);
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

/** Which caches answered without asking the table, and for which id. */
type Used = Map<string, { readonly forget: (id: string) => void }>;

function cache<T>(clock: Clock, load: (id: string) => Promise<T | undefined>) {
  const entries = new Map<string, { readonly value: T; readonly until: number }>();
  let forgotten = 0;
  const self = {
    forget: (id: string): void => {
      forgotten++;
      entries.delete(id);
    },
    async get(id: string, used?: Used): Promise<T | undefined> {
      const known = entries.get(id);
      if (known && clock.now() < known.until) {
        used?.set(id, self);
        return known.value;
      }
      const started = clock.now();
      const before = forgotten;
      const value = await load(id);
      // What was read before a write that has since been made known may already be old: it is answered, not kept.
      if (value === undefined || before !== forgotten) return value;
      if (entries.size >= MAX_ENTRIES) entries.clear();
      entries.set(id, { value, until: started + CONFIGURATION_CACHE_MS });
      return value;
    },
  };
  return self;
}
