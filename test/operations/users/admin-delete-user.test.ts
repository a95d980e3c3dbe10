import { describe, expect, it } from 'vitest';
import { USER_UNKNOWN } from '#test/errors.ts';
import { atOnce, OTHER_PASSWORD, testPools, VERIFIED_EMAIL, VERIFIED_PHONE } from '#test/world.ts';
import { ON_A_USER } from './on-a-user.ts';

const service = testPools();

describe('AdminDeleteUser', () => {
  it('deletes the user, frees its names at once and leaves the rest to a job', async () => {
    const { app, pool, call, create, stored } = await service.pool({ aliasAttributes: ['email', 'phone_number'] });
    const UserAttributes = [...VERIFIED_EMAIL('ann@example.com'), ...VERIFIED_PHONE('+15551239878')];
    await create('ann', { UserAttributes });
    const { sub } = (await stored('ann'))!;
    expect(await app.deps.records.estimatedUsers(pool.id)).toBe(1);
    expect(await call('AdminDeleteUser', { Username: 'ann' })).toBeUndefined();
    for (const name of ['ann', sub, 'ann@example.com', '+15551239878']) expect(await stored(name)).toBeUndefined();
    expect(await app.deps.records.estimatedUsers(pool.id)).toBe(0);
    expect((await app.deps.records.list('users', { poolId: pool.id }, { limit: 10 })).values).toEqual([]);
    expect(app.wakes()).toBeGreaterThan(0);
    const jobs = await app.deps.records.dueJobs(app.deps.clock.now(), 100);
    expect(jobs.filter((job) => job.kind === 'delete-user' && job.sub === sub)).toEqual([
      expect.objectContaining({ kind: 'delete-user', poolId: pool.id, sub }),
    ]);
    await create('ann', { UserAttributes });
    expect((await stored('ann@example.com'))!.sub).not.toBe(sub);
  });

  it('makes tokens and sign-in worth nothing', async () => {
    const { app, call, add, signIn, tokens } = await service.pool();
    await add('ann');
    const { AccessToken } = await tokens('ann');
    await call('AdminDeleteUser', { Username: 'ann' });
    await expect(app.call('GetUser', { AccessToken })).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(signIn('ann')).rejects.toMatchObject(USER_UNKNOWN);
  });

  it.each(ON_A_USER)('leaves nothing for %s', async (operation, input) => {
    const { call, create } = await service.pool();
    await create('ann');
    await call('AdminDeleteUser', { Username: 'ann' });
    await expect(call(operation, { Username: 'ann', ...input })).rejects.toMatchObject(USER_UNKNOWN);
  });

  it('succeeds once of 20 at the same time', async () => {
    const { app, pool, call, create } = await service.pool();
    await create('ann');
    await create('bob');
    const { answers, errors } = await atOnce(20, () => call('AdminDeleteUser', { Username: 'ann' }));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(USER_UNKNOWN);
    expect(await app.deps.records.estimatedUsers(pool.id)).toBe(1);
  });

  it('wins against changes of the user, which leave no half of it', async () => {
    const { app, pool, call, create, stored } = await service.pool();
    for (let round = 0; round < 5; round++) {
      await create('ann');
      const { sub } = (await stored('ann'))!;
      const change = { Username: 'ann', Password: OTHER_PASSWORD, Permanent: true };
      const [deleted, ...changed] = await Promise.allSettled([
        call('AdminDeleteUser', { Username: 'ann' }),
        call('AdminSetUserPassword', change),
        call('AdminUserGlobalSignOut', { Username: 'ann' }),
        call('AdminUserGlobalSignOut', { Username: 'ann' }),
      ]);
      expect(deleted.status).toBe('fulfilled');
      for (const outcome of changed)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(USER_UNKNOWN);
      expect(await stored('ann')).toBeUndefined();
      expect(await stored(sub)).toBeUndefined();
      const { pointer } = await app.deps.records.read({
        pointer: { kind: 'name', id: { poolId: pool.id, name: 'ann' } },
      });
      expect(pointer).toBeUndefined();
    }
    expect((await app.deps.records.list('users', { poolId: pool.id }, { limit: 10 })).values).toEqual([]);
  });
});
