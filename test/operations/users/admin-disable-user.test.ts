import { describe, expect, it } from 'vitest';
import { OTHER_PASSWORD, PASSWORD, testPools } from './setup.ts';

const service = testPools();
const REVOKED = { name: 'NotAuthorizedException', message: 'Access Token has been revoked' };
const DISABLED = { name: 'NotAuthorizedException', message: 'User is disabled.' };

/** A pool with a confirmed user `ann`. */
async function withAnn() {
  const pool = await service.pool();
  await pool.create('ann');
  await pool.call('AdminSetUserPassword', { Username: 'ann', Password: PASSWORD, Permanent: true });
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
    await expect(signIn('ann', PASSWORD)).rejects.toMatchObject(DISABLED);
    await expect(signInSrp('ann', PASSWORD)).rejects.toMatchObject(DISABLED);
    await expect(signIn('ann', OTHER_PASSWORD)).rejects.toMatchObject({ message: 'Incorrect username or password.' });
    app.roundTrips.reset();
    expect(await enable()).toEqual({});
    expect({ ...app.roundTrips }).toMatchObject({ writes: 1, staleReads: [] });
    expect(await call('AdminGetUser', { Username: 'ann' })).toMatchObject({ Enabled: true });
    expect(await signIn('ann', PASSWORD)).toHaveProperty('AuthenticationResult');
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
    const { app, enable, disable, signIn } = await withAnn();
    const signIns = [await signIn('ann', PASSWORD), await signIn('ann', PASSWORD)];
    const refused = async (message: string) => {
      for (const { AuthenticationResult } of signIns) {
        const { AccessToken, RefreshToken: REFRESH_TOKEN } = AuthenticationResult;
        await expect(app.call('GetUser', { AccessToken })).rejects.toMatchObject(REVOKED);
        const request = { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: clientOf(AccessToken) };
        const refresh = app.call('InitiateAuth', { ...request, AuthParameters: { REFRESH_TOKEN } });
        await expect(refresh).rejects.toMatchObject({ name: 'NotAuthorizedException', message });
      }
    };
    await disable();
    await refused('User is disabled.');
    await enable();
    await refused('Refresh Token has been revoked');
    const { AccessToken } = (await signIn('ann', PASSWORD)).AuthenticationResult;
    expect(await app.call('GetUser', { AccessToken })).toMatchObject({ Username: 'ann' });
  });

  it('end a sign-in in progress', async () => {
    const { call, enable, disable, signIn, choosePassword } = await withAnn();
    await call('AdminSetUserPassword', { Username: 'ann', Password: PASSWORD, Permanent: false });
    const { Session } = await signIn('ann', PASSWORD);
    await disable();
    await enable();
    await expect(choosePassword('ann', Session, OTHER_PASSWORD)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user.',
    });
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
      await expect(call(operation, { Username: 'nobody' })).rejects.toMatchObject({
        name: 'UserNotFoundException',
        message: 'User does not exist.',
      });
      const UserPoolId = 'us-east-1_nosuchpoo';
      await expect(app.call(operation, { UserPoolId, Username: 'ann' })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    }
  });
});

function clientOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).client_id;
}
