import { readFile, writeFile } from 'node:fs/promises';
import { loadDataKeys } from '#adapters/dynamo/data-keys.ts';
import { createRecords } from '#adapters/dynamo/records.ts';
import { masterKeyFile } from '#adapters/local/master-key.ts';
import { newSub } from '#core/ids.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import type { Pool } from '#core/pools/pool.ts';
import { namesOf } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';
import { sharedTable } from '#infra/local/table.ts';
import { parseConfig } from '#runtime/config.ts';
import { systemClock, systemRandom } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import { type Measured, median } from './load.ts';
import { startService, type Target } from './process.ts';
import { listByEmail, listPage, password, prepareStage, type Stage, type Workload } from './workloads.ts';

/** Kept between runs, since seeding 100,000 users takes minutes. */
const DATA = 'bench/.data';
const WORKLOADS: readonly Workload[] = [listByEmail, listPage, password];
/** A user takes about eight items of the hundred that a transaction may have. */
const USERS_PER_COMMIT = 10;
const PARALLEL = 8;

const ROUNDS = 5;

/**
 * What the size of a pool costs: the same operations in pools of growing size, a service for each, in turn within every
 * round, so that a machine that becomes slower meanwhile does not look like growth. Medians over the rounds.
 */
export async function growth(sizes: readonly number[], count: number): Promise<void> {
  const stages: Stage[] = [];
  try {
    for (const size of sizes) {
      const target = await startService(`${DATA}/${size}`);
      stages.push({ ...(await keptStage(target, size)), target });
    }
    console.log(
      '\noperation                     users   req/s  p50 ms  server CPU ms  store CPU ms  CPU against the smallest',
    );
    for (const workload of WORKLOADS) {
      const measured: Measured[][] = stages.map(() => []);
      for (const stage of stages) await workload.run(stage, 20);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [index, stage] of stages.entries()) {
          measured[index]!.push((await workload.run(stage, Math.ceil(count / ROUNDS)))[0]!);
        }
      }
      const of = (index: number, member: keyof Measured) => median(measured[index]!.map((one) => one[member]));
      const cpu = (index: number) => of(index, 'serverCpuMs') + of(index, 'storeCpuMs');
      for (const [index, size] of sizes.entries()) {
        const cells = [
          String(size).padStart(7),
          of(index, 'requestsPerSecond').toFixed(0).padStart(7),
          of(index, 'medianMs').toFixed(1).padStart(7),
          of(index, 'serverCpuMs').toFixed(2).padStart(14),
          of(index, 'storeCpuMs').toFixed(2).padStart(13),
          (cpu(index) / cpu(0)).toFixed(2).padStart(10),
        ];
        console.log(workload.name.padEnd(28) + cells.join(' '));
      }
    }
  } finally {
    for (const { target } of stages) await target.stop();
  }
}

/** The pool of an earlier run, or a new one with `size` users. */
async function keptStage(target: Target, size: number): Promise<Omit<Stage, 'target'>> {
  const note = `${DATA}/${size}/stage.json`;
  const kept = await readFile(note, 'utf8').catch(() => undefined);
  if (kept) return JSON.parse(kept);
  const { target: _, ...stage } = await prepareStage(target, `growth ${size}`);
  const began = performance.now();
  await seed(`${DATA}/${size}`, stage.poolId, size - stage.users.length);
  console.log(`${String(size).padEnd(10)}seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  await writeFile(note, JSON.stringify(stage));
  return stage;
}

/** Puts users without passwords into the pool, past the service and through its record store. */
async function seed(dataDirectory: string, poolId: string, count: number): Promise<void> {
  const open = await sharedTable(parseConfig({ OWNPOOL_DATA_DIR: dataDirectory }));
  const dataKeys = await loadDataKeys(open.table, await masterKeyFile(open.file('master.key')), [
    'directory',
    'sessions',
  ]);
  const records = createRecords(open.table, createKeyring(dataKeys, systemClock), systemClock, consoleLogger('warn'));
  const { pool } = await records.read({ pool: { kind: 'pool', id: { id: poolId } } });
  let next = 0;
  const commitSome = async () => {
    while (next < count) {
      const from = next;
      next += USERS_PER_COMMIT;
      const users = Array.from({ length: Math.min(USERS_PER_COMMIT, count - from) }, (_, index) =>
        seededUser(pool!, from + index),
      );
      const lost = await records.commit(users.map((value) => ({ op: 'create', kind: 'user', value })));
      if (lost) throw new Error('A seeded user exists.');
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, commitSome));
  await open.close();
}

function seededUser(pool: Pool, index: number): User {
  const now = Date.now();
  const username = `seed${String(index).padStart(7, '0')}`;
  const attributes = { email: `${username}@example.com`, email_verified: 'true' };
  return {
    poolId: pool.id,
    sub: newSub(systemRandom.bytes),
    username,
    attributes,
    enabled: true,
    status: 'CONFIRMED',
    createdAt: now,
    modifiedAt: now,
    names: namesOf(pool, { username, attributes }),
    signOutEpoch: 0,
    stamp: systemRandom.uuid(),
    version: 0,
  };
}
