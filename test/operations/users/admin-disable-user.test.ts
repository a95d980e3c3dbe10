import { describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_REVOKED,
  DISABLED,
  type ExpectedError,
  INCORRECT,
  REFRESH_TOKEN_REVOKED,
  SESSION_INVALID,
  USER_UNKNOWN,
} from '#test/errors.ts';
import { OTHER_PASSWORD, PASSWORD, testPools, UNKNOWN_POOL } from '#test/world.ts';

const service = testPools();

/** A pool with a confirmed user `ann`. */
async function withAnn() {
  const pool = await service.pool();
  await pool.add('ann');
  const set = (operation: 'AdminEnableUser' | 'AdminDisableUser') => pool.call(operation, { Username: 'ann' });
  return { ...pool, enable: () => set('AdminEnableUser'), disable: () => set('AdminDisableUser') };
}

describe('AdminDisableUser and AdminEnableUser', () => {
  it('keep a user out, and let it in again, each in one write', async () => {
    const { app, call, enable, disable, signIn, signInSrp } = await withAnn();
    app.roundTrips.reset();
    expect(await disable()).toEqual({});
    expect({ ...app.roundTrips }).toMatchObject({ writes: 1, staleReads: [] });
    expect(await call('AdminGetUser', { Username: 'ann' })).toMatchObject({ Enabled: false, UserStatus: 'CONFIRMED' });
    await expect(signIn('ann')).rejects.toMatchObject(DISABLED);
    await expect(signInSrp('ann')).rejects.toMatchObject(DISABLED);
    await expect(signIn('ann', OTHER_PASSWORD)).rejects.toMatchObject(INCORRECT);
    app.roundTrips.reset();
    expect(await enable()).toEqual({});
    expect({ ...app.roundTrips }).toMatchObject({ writes: 1, staleReads: [] });
    expect(await call('AdminGetUser', { Username: 'ann' })).toMatchObject({ Enabled: true });
    expect(await signIn('ann')).toHaveProperty('AuthenticationResult');
  });

  it('may be repeated, and then write nothing', async () => {
    const { app, enable, disable, stored } = await withAnn();
    for (const change of [enable, disable]) {
      await change();
      const before = await stored('ann');
      app.advance(1000);
      app.roundTrips.reset();
      expect(await change()).toEqual({});
      expect(app.roundTrips.writes).toBe(0);
      expect(await stored('ann')).toEqual(before);
    }
  });

  it('revoke every token for good', async () => {
    const { app, enable, disable, signIn, refresh, tokens } = await withAnn();
    const signIns = [await signIn('ann'), await signIn('ann')];
    const refused = async (error: ExpectedError) => {
      for (const { AuthenticationResult } of signIns) {
        const { AccessToken, RefreshToken } = AuthenticationResult;
        await expect(app.call('GetUser', { AccessToken })).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
        await expect(refresh(RefreshToken)).rejects.toMatchObject(error);
      }
    };
    await disable();
    await refused(DISABLED);
    await enable();
    await refused(REFRESH_TOKEN_REVOKED);
    const { AccessToken } = await tokens('ann');
    expect(await app.call('GetUser', { AccessToken })).toMatchObject({ Username: 'ann' });
  });

  it('end a sign-in in progress', async () => {
    const { call, enable, disable, signIn, choosePassword } = await withAnn();
    await call('AdminSetUserPassword', { Username: 'ann', Password: PASSWORD, Permanent: false });
    const { Session } = await signIn('ann');
    await disable();
    await enable();
    await expect(choosePassword('ann', Session, OTHER_PASSWORD)).rejects.toMatchObject(SESSION_INVALID);
  });

  it('lose nothing that others change at the same time', async () => {
    const { app, call, disable, stored } = await withAnn();
    const before = (await stored('ann'))!;
    app.advance(5000);
    await Promise.all([
      ...Array.from({ length: 8 }, disable),
      call('AdminSetUserPassword', { Username: 'ann', Password: OTHER_PASSWORD, Permanent: false }),
      call('AdminUserGlobalSignOut', { Username: 'ann' }),
    ]);
    const after = (await stored('ann'))!;
    expect(after).toMatchObject({
      enabled: false,
      status: 'FORCE_CHANGE_PASSWORD',
      signOutEpoch: before.signOutEpoch + 2,
      modifiedAt: before.modifiedAt + 5000,
    });
    expect(after.stamp).not.toBe(before.stamp);
  });

  it('know no user or pool that is not there', async () => {
    const { app, call } = await withAnn();
    for (const operation of ['AdminEnableUser', 'AdminDisableUser']) {
      await expect(call(operation, { Username: 'nobody' })).rejects.toMatchObject(USER_UNKNOWN);
      const UserPoolId = UNKNOWN_POOL;
      await expect(app.call(operation, { UserPoolId, Username: 'ann' })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    }
  });
});
