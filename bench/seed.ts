import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { masterKeyFile } from '#adapters/local/master-key.ts';
import type { PoolCall } from '#core/call.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import type { Pool } from '#core/pools/pool.ts';
import { sharedTable } from '#infra/local/table.ts';
import type { Deps } from '#ports/deps.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';
import { parseConfig } from '#runtime/config.ts';
import { systemClock, systemRandom } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';

/** A user takes about eight of the hundred items that a transaction may have. */
const USERS_PER_COMMIT = 10;
const PARALLEL = 8;

/** This call replaces a request about the pool, for the functions that make a user. */
export function seeding(pool: Pool): PoolCall {
  const deps = { clock: systemClock, random: systemRandom } as Deps;
  return { deps, pool, began: systemClock.now(), requestId: 'seed', audit: {} };
}

/** Creates users directly in the record store, because hashing a password for each of them would take minutes. */
export async function openSeed(
  dataDirectory: string,
  poolId: string,
): Promise<{
  readonly pool: Pool;
  readonly keys: Keyring;
  readonly add: (count: number, user: (index: number) => Unversioned<'user'>) => Promise<void>;
  readonly close: () => Promise<void>;
}> {
  const open = await sharedTable(parseConfig({ OWNPOOL_DATA_DIR: dataDirectory }));
  const wrapper = await masterKeyFile(open.file('master.key'));
  const dataKeys = await loadDataKeys(open.table, wrapper, ['directory', 'sessions', 'credentials']);
  const keys = createKeyring(dataKeys, systemClock);
  const records = createRecords(open.table, keys, systemClock, consoleLogger('warn'));
  const { pool } = await records.read({ pool: { kind: 'pool', id: { id: poolId } } });
  return {
    pool: pool!,
    keys,
    close: open.close,
    async add(count, user) {
      let next = 0;
      const commitSome = async () => {
        while (next < count) {
          const from = next;
          next += USERS_PER_COMMIT;
          const users = Array.from({ length: Math.min(USERS_PER_COMMIT, count - from) }, (_, index) =>
            user(from + index),
          );
          const lost = await records.commit(users.map((value) => ({ op: 'create', kind: 'user', value })));
          if (lost) throw new Error('A seeded user exists.');
        }
      };
      await Promise.all(Array.from({ length: PARALLEL }, commitSome));
    },
  };
}
