import { readFile, writeFile } from 'node:fs/promises';
import type { Pool } from '#core/pools/pool.ts';
import { newUser } from '#core/users/new-user.ts';
import type { Unversioned } from '#ports/records.ts';
import { type Measured, median } from './load.ts';
import { startService, type Target } from './process.ts';
import { openSeed, seeding } from './seed.ts';
import { listByEmail, listPage, password, prepareStage, type Stage, type Workload } from './workloads.ts';

/** The directory of the data, which is kept between runs because it takes minutes to create 100,000 users. */
const DATA = 'bench/.data';
const WORKLOADS: readonly Workload[] = [listByEmail, listPage, password];
const ROUNDS = 5;

/**
 * Measures what the size of a pool costs. It runs the same operations in pools of growing size, each with its own
 * service. All pools take turns in every round, so that a machine that becomes slower does not look like growth. The
 * results are medians over the rounds.
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

/** Opens the pool of an earlier run, or creates one with `size` users. */
async function keptStage(target: Target, size: number): Promise<Omit<Stage, 'target'>> {
  const note = `${DATA}/${size}/stage.json`;
  const kept = await readFile(note, 'utf8').catch(() => undefined);
  if (kept) return JSON.parse(kept);
  const { target: _, ...stage } = await prepareStage(target, `growth ${size}`);
  const began = performance.now();
  const users = await openSeed(`${DATA}/${size}`, stage.poolId);
  await users.add(size - stage.users.length, (index) => seededUser(users.pool, index));
  await users.close();
  console.log(`${String(size).padEnd(10)}seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  await writeFile(note, JSON.stringify(stage));
  return stage;
}

function seededUser(pool: Pool, index: number): Unversioned<'user'> {
  const username = `seed${String(index).padStart(7, '0')}`;
  const attributes = { email: `${username}@example.com`, email_verified: 'true' };
  return newUser(seeding(pool), { username, attributes, status: 'CONFIRMED', writer: 'service' });
}
