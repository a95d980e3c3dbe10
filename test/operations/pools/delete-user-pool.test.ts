import { beforeEach, describe, expect, it } from 'vitest';
import { withClient } from '#core/call.ts';
import { provideContainer } from '#runtime/container.ts';
import { testApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { invalid } from '#test/errors.ts';
import { createClient, createPool } from '#test/fixtures.ts';

const app = testApp(beforeEach);

const remove = (UserPoolId: string) => app.call('DeleteUserPool', { UserPoolId });

describe('DeleteUserPool', () => {
  it('makes the pool and its clients invisible at once', async () => {
    const pool = await createPool(app);
    const client = await createClient(app, pool);
    await withClient(callOf(app.deps), client.id);
    app.roundTrips.reset();
    expect(await remove(pool.id)).toBeUndefined();
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 1, staleReads: [] });
    const gone = { name: 'ResourceNotFoundException' };
    await expect(app.call('DescribeUserPool', { UserPoolId: pool.id })).rejects.toMatchObject(gone);
    await expect(withClient(callOf(app.deps), client.id)).rejects.toMatchObject(gone);
    await expect(remove(pool.id)).rejects.toMatchObject(gone);
    expect((await app.call('ListUserPools', { MaxResults: 60 })).UserPools).toEqual([]);
  });

  it('leaves one job behind, which is due now, and has it begin', async () => {
    const pool = await createPool(app);
    await remove(pool.id);
    expect(app.wakes()).toBe(1);
    const jobs = await app.deps.records.dueJobs(app.deps.clock.now(), 10);
    expect(jobs).toMatchObject([{ kind: 'delete-pool', poolId: pool.id }]);
  });

  it('succeeds although nobody could be woken for the job, which is said in the log', async () => {
    const pool = await createPool(app);
    const warned: unknown[] = [];
    const logger = { ...app.deps.logger, warn: (event: string, fields?: object) => warned.push({ event, ...fields }) };
    const wakeJobs = () => Promise.reject(new TypeError('No way.'));
    provideContainer(async () => ({ ...app.deps, logger, wakeJobs }));
    expect(await remove(pool.id)).toBeUndefined();
    expect(warned).toEqual([{ event: 'jobs.not-woken', error: 'TypeError' }]);
    expect(await app.deps.records.dueJobs(app.deps.clock.now(), 10)).toHaveLength(1);
  });

  it('answers when somebody has been woken, since a function stands still after its answer', async () => {
    const pool = await createPool(app);
    let answered = false;
    let wake = () => {};
    const woken = new Promise<void>((asked) => {
      const wakeJobs = () =>
        new Promise<void>((resolve) => {
          wake = resolve;
          asked();
        });
      provideContainer(async () => ({ ...app.deps, wakeJobs }));
    });
    const answer = remove(pool.id).then(() => {
      answered = true;
    });
    await woken;
    expect(answered).toBe(false);
    wake();
    await answer;
  });

  it('refuses a protected pool until it is unprotected', async () => {
    const { Id } = (await app.call('CreateUserPool', { PoolName: 'a', DeletionProtection: 'ACTIVE' })).UserPool;
    await expect(remove(Id)).rejects.toMatchObject(
      invalid(
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
      ),
    );
    await app.call('UpdateUserPool', { UserPoolId: Id, DeletionProtection: 'INACTIVE' });
    await expect(remove(Id)).resolves.toBeUndefined();
  });

  it('lets one of two deletions win, and no update bring the pool back', async () => {
    const pool = await createPool(app);
    const outcomes = await Promise.allSettled([
      remove(pool.id),
      remove(pool.id),
      app.call('UpdateUserPool', { UserPoolId: pool.id }),
    ]);
    expect(outcomes.slice(0, 2).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'ResourceNotFoundException' });
    }
    expect(await app.deps.records.dueJobs(app.deps.clock.now(), 10)).toHaveLength(1);
    await expect(remove(pool.id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('does not know a pool that is not there', async () => {
    await expect(remove('us-east-1_000000000')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
