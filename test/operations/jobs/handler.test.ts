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
  const keys = async () => (await app.deps.records.signingKeys(UserPool.Id)).length;
  return { app, rounds, keys };
}

it('works until nothing is due, and tells how old the oldest job is', async () => {
  const { app, rounds, keys } = await world();
  app.advance(90_000);
  await handler({}, context(MINUTE));
  expect(await keys()).toBe(0);
  expect(rounds).toEqual([{ seconds: 90 }]);
  await handler({}, context(MINUTE));
  expect(rounds[1]).toEqual({ seconds: 0 });
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
  // For the age of the oldest job, and for the one round.
  expect(asked).toBe(2);
});
