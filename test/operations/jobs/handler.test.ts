import { expect, it } from 'vitest';
import { handler } from '#functions/jobs/handler.ts';
import type { LogFields } from '#ports/logger.ts';
import { provideContainer } from '#runtime/container.ts';
import { createTestApp } from '#test/app.ts';

const MINUTE = 60_000;
const context = (remaining: number) => ({ getRemainingTimeInMillis: () => remaining });

/** A pool whose deletion is due, and what the function logs from now on. */
async function world() {
  const app = await createTestApp();
  const rounds: (LogFields | undefined)[] = [];
  const info = (event: string, fields?: LogFields) => void (event === 'jobs.round' && rounds.push(fields));
  provideContainer(async () => ({ ...app.deps, logger: { ...app.deps.logger, info } }));
  const { UserPool } = await app.call('CreateUserPool', { PoolName: 'pool' });
  await app.call('DeleteUserPool', { UserPoolId: UserPool.Id });
  const keys = async () => (await app.deps.records.within('signingKey', { poolId: UserPool.Id })).values.length;
  return { app, rounds, keys };
}

it('works until nothing is due, and tells how long a job has not got on', async () => {
  const { app, rounds, keys } = await world();
  app.advance(90_000);
  await handler({}, context(MINUTE));
  expect(await keys()).toBe(0);
  expect(rounds).toEqual([{ seconds: 90 }]);
  await handler({}, context(MINUTE));
  // The second sweep is yet to come, and it is late only once it is due.
  expect(rounds[1]).toEqual({ seconds: 0 });
  app.advance(MINUTE);
  await handler({}, context(MINUTE));
  await handler({}, context(MINUTE));
  expect(rounds.at(-1)).toEqual({ seconds: 0 });
});

it('counts a job that fails again and again, also while its lease lasts', async () => {
  const { app, rounds, keys } = await world();
  const { records } = app.deps;
  const broken = { ...records, erasePool: () => Promise.reject(new Error('Broken.')) };
  const deps = { ...app.deps, records: broken, logger: { ...app.deps.logger, error: () => {} } };
  const info = (event: string, fields?: LogFields) => void (event === 'jobs.round' && rounds.push(fields));
  provideContainer(async () => ({ ...deps, logger: { ...deps.logger, info } }));
  for (let minute = 0; minute < 4; minute++) {
    await handler({}, context(MINUTE));
    app.advance(MINUTE);
  }
  expect(rounds.map((fields) => fields?.seconds)).toEqual([0, 60, 120, 180]);
  expect(await keys()).toBe(2);
});

it('begins no other slice when its time runs out, and leaves the job to the next call', async () => {
  const { app } = await world();
  const { UserPool } = await app.call('CreateUserPool', { PoolName: 'pool' });
  await app.call('DeleteUserPool', { UserPoolId: UserPool.Id });
  const { records } = app.deps;
  let remaining = MINUTE;
  let slices = 0;
  const erasePool: typeof records.erasePool = (...given) => {
    slices++;
    remaining = 1_000;
    return records.erasePool(...given);
  };
  provideContainer(async () => ({ ...app.deps, records: { ...records, erasePool } }));
  const shrinking = { getRemainingTimeInMillis: () => remaining };
  await handler({}, shrinking);
  expect(slices).toBe(1);
  const left = await records.dueJobs(app.deps.clock.now(), 10);
  expect(left).toHaveLength(1);
  expect(left[0]).not.toHaveProperty('leased');
  remaining = MINUTE;
  await handler({}, shrinking);
  expect(slices).toBe(2);
});

it('begins no other round when its time runs out', async () => {
  const { app } = await world();
  const { records } = app.deps;
  let asked = 0;
  const dueJobs: typeof records.dueJobs = (...given) => {
    asked++;
    return records.dueJobs(...given);
  };
  provideContainer(async () => ({ ...app.deps, records: { ...records, dueJobs } }));
  await handler({}, context(1_000));
  // The handler asks once for how long a job has not got on, and once for its one round.
  expect(asked).toBe(2);
});
