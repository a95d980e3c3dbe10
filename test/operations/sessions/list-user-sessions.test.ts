import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_REVOKED } from '#test/errors.ts';
import { anotherClient, claimsOf, DAY, OTHER_PASSWORD, PASSWORD } from '#test/world.ts';
import { from, MINUTE, NOT_TRACKED, passwordOf, sessionOf, somebody, tracking, trackingPools, warm } from './setup.ts';

const { app, ...service } = trackingPools();
const CHROME = {
  address: '203.0.113.7',
  userAgent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36',
};
const PHONE = { address: '2001:db8::9', userAgent: 'my-app/2.1 (Android 14)' };

const off = (UserPoolId: string, UserSessionTracking = 'DISABLED') =>
  app.call('SetUserPoolSessionConfiguration', { UserPoolId, UserSessionTracking, TokenSession: { MaxPerUser: 20 } });

describe('the sessions of a user', () => {
  it('are listed with device, address and times, the one that was used last first', async () => {
    const w = await service.pool();
    const other = await anotherClient(w);
    const ada = await somebody(w);
    const began = app.deps.clock.now();
    const first = (await from(w, CHROME, 'InitiateAuth', passwordOf(ada.username))).AuthenticationResult;
    const second = await ada.signIn(other);
    const expected = [
      {
        SessionId: sessionOf(second),
        SessionType: 'TOKEN',
        ClientId: other.client.id,
        CreateDate: (began + MINUTE) / 1000,
        LastActiveDate: (began + MINUTE) / 1000,
        DeviceType: 'unknown',
        LastIPAddress: '127.0.0.1',
        LastLocation: { Country: 'unknown' },
        IsCurrentSession: true,
      },
      {
        SessionId: sessionOf(first),
        SessionType: 'TOKEN',
        ClientId: w.client.id,
        CreateDate: began / 1000,
        LastActiveDate: began / 1000,
        DeviceType: 'Chrome 125 / macOS 10.15',
        LastIPAddress: '203.0.113.7',
        LastLocation: { Country: 'unknown' },
        IsCurrentSession: false,
      },
    ];
    const own = await app.call('ListUserSessions', { AccessToken: second.AccessToken });
    expect(own).toEqual({ Sessions: expected });
    for (const { SessionId } of own.Sessions) expect(SessionId).toMatch(/^tkn[0-9a-z]{25}$/);
    const ofAdmin = await ada.admin('AdminListUserSessions');
    expect(ofAdmin).toEqual({ Sessions: expected.map((one) => ({ ...one, IsCurrentSession: false })) });
  });

  it('are nobody else’s, and listed by any name of the user', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    const bob = await somebody(w);
    await ada.signIn();
    expect(await bob.ids()).toEqual([]);
    const { sub: Username } = (await w.stored(ada.username))!;
    expect((await w.call('AdminListUserSessions', { Username })).Sessions).toHaveLength(1);
  });

  it.each([
    ['RevokeToken', { RevokeAssociatedSessions: 'LINKED' }],
    ['RevokeToken', { RevokeAssociatedSessions: 'NONE' }],
    ['RevokeToken', {}],
  ])('leave the list with %s %j, and the others stay', async (operation, more) => {
    const w = await service.pool();
    const ada = await somebody(w);
    const [kept, revoked] = [await ada.signIn(), await ada.signIn()];
    await w.clientCall(operation, { Token: revoked.RefreshToken, ...more });
    expect(await ada.ids()).toEqual([sessionOf(kept)]);
    await expect(w.getUser(revoked.AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    await w.getUser(kept.AccessToken);
  });

  it.each(['GlobalSignOut', 'AdminUserGlobalSignOut', 'AdminDisableUser', 'DeleteUserPoolClient'])(
    'all leave the list at once with %s',
    async (operation) => {
      const w = await service.pool();
      const ada = await somebody(w);
      const [{ AccessToken }] = [await ada.signIn(), await ada.signIn()];
      expect(await ada.ids()).toHaveLength(2);
      const input = operation === 'GlobalSignOut' ? { AccessToken } : {};
      await ada.admin(operation, { ...input, ClientId: w.client.id });
      expect(await ada.ids()).toEqual([]);
      if (operation !== 'AdminDisableUser') return;
      await ada.admin('AdminEnableUser');
      expect(await ada.ids()).toEqual([]);
    },
  );

  it('stay with a change of password that leaves the tokens valid', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    const { AccessToken } = await ada.signIn();
    const passwords = { PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD };
    await app.call('ChangePassword', { AccessToken, ...passwords });
    expect(await ada.ids()).toHaveLength(1);
    await w.getUser(AccessToken);
  });

  it('end with their refresh tokens', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    await ada.signIn();
    app.advance(30 * DAY - 1);
    expect(await ada.ids()).toHaveLength(1);
    app.advance(1);
    expect(await ada.ids()).toEqual([]);
  });

  it('go with the user', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    const { AccessToken } = await ada.signIn();
    await app.call('DeleteUser', { AccessToken });
    await expect(ada.ids()).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(app.call('ListUserSessions', { AccessToken })).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  it('do not begin with a sign-in that is refused, or that goes on with a challenge', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    await expect(w.signIn(ada.username, 'Wr0ng!password')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await ada.admin('AdminSetUserPassword', { Password: PASSWORD, Permanent: false });
    const { Session } = await w.signIn(ada.username);
    expect(await ada.ids()).toEqual([]);
    await w.choosePassword(ada.username, Session, OTHER_PASSWORD);
    expect(await ada.ids()).toHaveLength(1);
  });

  it('begin with SRP and with the sign-in of an administrator too', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    await w.signInSrp(ada.username);
    app.advance(MINUTE);
    await w.call('AdminInitiateAuth', {
      ...passwordOf(ada.username),
      ClientId: w.client.id,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    });
    expect(await ada.ids()).toHaveLength(2);
  });
});

describe('a use of a session', () => {
  const rotation = { refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: 10 } } as const;
  it.each([
    ['REFRESH_TOKEN_AUTH', {}, 0],
    ['GetTokensFromRefreshToken', {}, 0],
    ['GetTokensFromRefreshToken', rotation, 1],
  ])('by %s of a client with %j is noted once in a quarter of an hour', async (operation, settings, rotations) => {
    const explicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH', ...(rotations ? [] : ['ALLOW_REFRESH_TOKEN_AUTH'])];
    const w = await service.pool({}, { ...settings, explicitAuthFlows });
    const ada = await somebody(w);
    const first = await ada.signIn();
    const began = app.deps.clock.now();
    let { RefreshToken } = first;
    const use = async () => {
      await warm(w);
      app.roundTrips.reset();
      const input =
        operation === 'REFRESH_TOKEN_AUTH'
          ? { AuthFlow: operation, AuthParameters: { REFRESH_TOKEN: RefreshToken } }
          : { RefreshToken };
      const called = operation === 'REFRESH_TOKEN_AUTH' ? 'InitiateAuth' : operation;
      const { AuthenticationResult: tokens } = await from(w, PHONE, called, input);
      expect(tokens.AccessToken).toBeTruthy();
      RefreshToken = tokens.RefreshToken ?? RefreshToken;
      return { ...app.roundTrips };
    };
    app.advance(15 * MINUTE - 1);
    expect(await use()).toMatchObject({ reads: 1, writes: rotations, staleReads: [] });
    expect((await ada.sessions())[0]).toMatchObject({ LastActiveDate: began / 1000, LastIPAddress: '127.0.0.1' });
    app.advance(1);
    expect(await use()).toMatchObject({ reads: 1, writes: 1 });
    expect(await use()).toMatchObject({ reads: 1, writes: rotations });
    expect(await ada.sessions()).toMatchObject([
      {
        SessionId: sessionOf(first),
        CreateDate: began / 1000,
        LastActiveDate: began / 1000 + 15 * 60,
        DeviceType: 'my-app 2 / Android 14',
        LastIPAddress: '2001:db8::9',
      },
    ]);
  });
});

describe('a pool that does not track sessions', () => {
  it('refuses the operations on sessions, and its sign-ins cost nothing more', async () => {
    const w = await service.pool({ sessionConfiguration: undefined });
    const ada = await somebody(w);
    await warm(w);
    app.roundTrips.reset();
    const tokens = await w.tokens(ada.username);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 3, writes: 1 });
    app.advance(DAY / 2);
    await warm(w);
    app.roundTrips.reset();
    const { AccessToken } = (await w.refresh(tokens.RefreshToken)).AuthenticationResult;
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0 });
    const SessionId = sessionOf(tokens);
    await expect(app.call('ListUserSessions', { AccessToken })).rejects.toMatchObject(NOT_TRACKED);
    await expect(app.call('RevokeUserSession', { AccessToken, SessionId })).rejects.toMatchObject(NOT_TRACKED);
    await expect(ada.admin('AdminListUserSessions')).rejects.toMatchObject(NOT_TRACKED);
    await expect(ada.admin('AdminRevokeUserSession', { SessionId })).rejects.toMatchObject(NOT_TRACKED);
  });

  it('is also one of the tier LITE that tracked them before', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    await ada.signIn();
    await app.call('UpdateUserPool', { UserPoolId: w.pool.id, UserPoolTier: 'LITE' });
    await expect(ada.ids()).rejects.toMatchObject(NOT_TRACKED);
  });

  it('has the sessions again that it tracked before, as far as they live, and none of other sign-ins', async () => {
    const w = await service.pool();
    const ada = await somebody(w);
    const [kept, revoked] = [await ada.signIn(), await ada.signIn()];
    await off(w.pool.id);
    const untracked = await ada.signIn();
    await w.clientCall('RevokeToken', { Token: revoked.RefreshToken });
    await off(w.pool.id, 'ENABLED');
    expect(await ada.ids()).toEqual([sessionOf(kept)]);
    app.advance(60 * MINUTE);
    const { AuthenticationResult } = await w.refresh(untracked.RefreshToken);
    expect(await ada.ids()).toEqual([sessionOf(kept)]);
    const own = await app.call('ListUserSessions', { AccessToken: AuthenticationResult.AccessToken });
    expect(own.Sessions).toMatchObject([{ SessionId: sessionOf(kept), IsCurrentSession: false }]);
  });
});

it.each([
  ['ListUserSessions', 'AccessToken'],
  ['AdminListUserSessions', 'Username'],
])('%s has one page, and takes no token for another one', async (operation, by) => {
  const w = await service.pool();
  const ada = await somebody(w);
  const { AccessToken } = await ada.signIn();
  const input = { UserPoolId: w.pool.id, [by]: by === 'Username' ? ada.username : AccessToken };
  await expect(app.call(operation, { ...input, NextToken: 'x' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid pagination token given.',
  });
});

it('does not list the sessions of another pool with its tokens', async () => {
  const [w, other] = [await service.pool(), await service.pool(tracking(5))];
  const ada = await somebody(w);
  const { AccessToken } = await ada.signIn();
  await expect(other.call('AdminListUserSessions', { Username: ada.username })).rejects.toMatchObject({
    name: 'UserNotFoundException',
  });
  expect(claimsOf(AccessToken).iss).toContain(w.pool.id);
});
