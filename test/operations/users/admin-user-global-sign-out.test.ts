import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_REVOKED, SESSION_INVALID } from '#test/errors.ts';
import { OTHER_PASSWORD, testPools } from '#test/world.ts';

const service = testPools();

describe('AdminUserGlobalSignOut', () => {
  it('revokes every token of the user and of nobody else', async () => {
    const { app, call, add, signIn } = await service.pool();
    for (const Username of ['ann', 'bob']) {
      await add(Username);
    }
    const signIns = [await signIn('ann'), await signIn('ann'), await signIn('bob')];
    const [first, second, bobs] = signIns.map((answer) => answer.AuthenticationResult.AccessToken);
    app.roundTrips.reset();
    expect(await call('AdminUserGlobalSignOut', { Username: 'ann' })).toEqual({});
    expect(app.roundTrips.writes).toBe(1);
    for (const AccessToken of [first, second]) {
      await expect(app.call('GetUser', { AccessToken })).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    }
    expect(await app.call('GetUser', { AccessToken: bobs })).toMatchObject({ Username: 'bob' });
    const again = await signIn('ann');
    const { AccessToken } = again.AuthenticationResult;
    expect(await app.call('GetUser', { AccessToken })).toMatchObject({ Username: 'ann' });
  });

  it('ends a sign-in in progress', async () => {
    const { call, create, signIn, choosePassword } = await service.pool();
    await create('ann');
    const { Session, ChallengeName } = await signIn('ann');
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    await call('AdminUserGlobalSignOut', { Username: 'ann' });
    await expect(choosePassword('ann', Session, OTHER_PASSWORD)).rejects.toMatchObject(SESSION_INVALID);
  });

  it('counts every one of many at the same time, and keeps what others change', async () => {
    const { call, create, stored } = await service.pool();
    await create('ann');
    const before = (await stored('ann'))!;
    await Promise.all([
      ...Array.from({ length: 15 }, () => call('AdminUserGlobalSignOut', { Username: 'ann' })),
      call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD, Permanent: true }),
    ]);
    const after = (await stored('ann'))!;
    expect(after).toMatchObject({ signOutEpoch: before.signOutEpoch + 15, status: 'CONFIRMED' });
    expect(after.stamp).not.toBe(before.stamp);
  });
});
