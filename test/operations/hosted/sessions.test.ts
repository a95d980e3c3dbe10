import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import type { Browser } from '#test/browser.ts';
import { ACCESS_TOKEN_REVOKED } from '#test/errors.ts';
import { anotherClient, beforeNextCommit, PASSWORD, type Tokens } from '#test/world.ts';
import { MINUTE, NO_SESSION, sessionOf, tracking } from '../sessions/setup.ts';
import { CALLBACK, type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

const { app, ...service } = hostedPools();

let w: HostedPool;
let browser: Browser;
let names = 0;
let ada: string;

/** The code that an app gets for a browser, which may have to sign in. */
async function codeOf(client: HostedPool, by: Browser): Promise<string> {
  const asked = await by.get(client.url('/oauth2/authorize'));
  const back = asked.location?.searchParams.has('code') ? asked : await signInAt(client, by, ada);
  return back.location?.searchParams.get('code') ?? '';
}

const redeemed = (client: HostedPool, code: string) =>
  client.browser().post(`${client.base}/oauth2/token`, {
    grant_type: 'authorization_code',
    client_id: client.client.id,
    redirect_uri: CALLBACK,
    code,
  });

/** The tokens that an app gets for a browser, a minute later than anything before. */
async function tokensOf(client: HostedPool, by: Browser): Promise<Tokens> {
  app.advance(MINUTE);
  const { access_token, id_token, refresh_token } = JSON.parse((await redeemed(client, await codeOf(client, by))).body);
  return { AccessToken: access_token, IdToken: id_token, RefreshToken: refresh_token };
}

const sessions = async (): Promise<Answer[]> => (await w.call('AdminListUserSessions', { Username: ada })).Sessions;
const ids = async (): Promise<string[]> => (await sessions()).map(({ SessionId }) => SessionId);
const ssoIds = async () => (await ids()).filter((id) => id.startsWith('sso'));
const revoke = (SessionId: string, RevokeAssociatedSessions?: string) =>
  w.call('AdminRevokeUserSession', { Username: ada, SessionId, RevokeAssociatedSessions });
const isSignedIn = async (by: Browser) =>
  (await by.get(w.url('/oauth2/authorize', { prompt: 'none' }))).location?.searchParams.has('code');
const isGood = async ({ AccessToken }: Tokens) =>
  app.call('GetUser', { AccessToken }).then(
    () => true,
    (error) => {
      expect(error).toMatchObject(ACCESS_TOKEN_REVOKED);
      return false;
    },
  );

beforeEach(async () => {
  w = await service.pool(tracking());
  ada = `ada-${names++}`;
  await w.add(ada, { attributes: { email: `${ada}@example.com`, email_verified: 'true' } });
  browser = w.browser();
});

describe('the sessions of a user who signs in on the pages', () => {
  it('are the SSO session and those of the apps, which name it', async () => {
    const other = hosted(await anotherClient(w, ON_PAGES), w.base);
    const first = await tokensOf(w, browser);
    const began = app.deps.clock.now() / 1000;
    const second = await tokensOf(other, browser);
    const [origin] = await ssoIds();
    expect(origin).toMatch(/^sso[0-9a-z]{25}$/);
    const common = { DeviceType: 'unknown', LastIPAddress: '192.0.2.1', LastLocation: { Country: 'unknown' } };
    const listed = (await app.call('ListUserSessions', { AccessToken: first.AccessToken })).Sessions;
    expect(listed).toEqual([
      {
        ...{ SessionId: sessionOf(second), SessionType: 'TOKEN', ClientId: other.client.id },
        // A token session is as old as the sign-in.
        ...{ CreateDate: began, LastActiveDate: began + 60, OriginSessionId: origin, IsCurrentSession: false },
        ...common,
      },
      {
        ...{ SessionId: origin, SessionType: 'SSO', ClientId: w.client.id },
        ...{ CreateDate: began, LastActiveDate: began + 60, IsCurrentSession: false },
        ...common,
      },
      {
        ...{ SessionId: sessionOf(first), SessionType: 'TOKEN', ClientId: w.client.id },
        ...{ CreateDate: began, LastActiveDate: began, OriginSessionId: origin, IsCurrentSession: true },
        ...common,
      },
    ]);
    expect((await w.tokens(ada)).AccessToken).toBeTruthy();
    expect((await sessions()).filter(({ OriginSessionId }) => OriginSessionId === undefined)).toHaveLength(2);
  });

  it('stay without tokens, end after their time, and belong to one user', async () => {
    await signInAt(w, browser, ada);
    expect(await ids()).toHaveLength(1);
    await w.add('bob');
    expect((await w.call('AdminListUserSessions', { Username: 'bob' })).Sessions).toEqual([]);
    app.advance(60 * MINUTE);
    expect(await ids()).toEqual([]);
  });

  it.each(['AdminUserGlobalSignOut', 'AdminDisableUser'])('all leave the list with %s', async (operation) => {
    const tokens = await tokensOf(w, browser);
    await w.call(operation, { Username: ada });
    expect(await ids()).toEqual([]);
    expect(await isGood(tokens)).toBe(false);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('are at most 25 in browsers: the oldest ends first', async () => {
    const browsers: Browser[] = [];
    for (let i = 0; i < 27; i++) {
      app.advance(1000);
      const one = w.browser();
      await signInAt(w, one, ada);
      browsers.push(one);
    }
    expect(await ssoIds()).toHaveLength(25);
    const signedIn = await Promise.all([0, 1, 2, 26].map((index) => isSignedIn(browsers[index]!)));
    expect(signedIn).toEqual([false, false, true, true]);
  });

  it('say nothing of device and address in a pool that does not track sessions', async () => {
    const quiet = await service.pool();
    await quiet.add(ada);
    await signInAt(quiet, browser, ada);
    const { sub } = (await quiet.stored(ada))!;
    const { values } = await app.deps.records.within('ssoSession', { poolId: quiet.pool.id, sub });
    expect(values).toHaveLength(1);
    expect(JSON.stringify(values)).not.toContain('192.0.2.1');
  });
});

describe('revoking', () => {
  let other: HostedPool;
  let first: Tokens;
  let second: Tokens;
  let sso: string;
  beforeEach(async () => {
    other = hosted(await anotherClient(w, ON_PAGES), w.base);
    first = await tokensOf(w, browser);
    second = await tokensOf(other, browser);
    sso = (await ssoIds())[0]!;
  });
  /** Which of the two apps' tokens are good, and whether the browser is signed in. */
  const left = async () => [await isGood(first), await isGood(second), await isSignedIn(browser)];

  it.each([
    ['NONE', [false, true, true]],
    [undefined, [false, true, true]],
    ['LINKED', [false, true, false]],
  ])('a token session, with %s', async (linked, expected) => {
    expect(await revoke(sessionOf(first), linked)).toEqual({});
    expect(await left()).toEqual(expected);
    expect((await ids()).includes(sso)).toBe(expected[2]);
  });

  it.each([
    ['NONE', [true, true, false]],
    [undefined, [true, true, false]],
    ['LINKED', [false, false, false]],
  ])('an SSO session, with %s', async (linked, expected) => {
    const api = await w.tokens(ada);
    expect(await revoke(sso, linked)).toEqual({});
    expect(await left()).toEqual(expected);
    expect(await isGood(api)).toBe(true);
    await expect(revoke(sso, linked)).rejects.toMatchObject(NO_SESSION);
  });

  it.each([
    ['NONE', [false, true, true]],
    ['LINKED', [false, true, false]],
  ])('a refresh token, with %s', async (RevokeAssociatedSessions, expected) => {
    await w.clientCall('RevokeToken', { Token: first.RefreshToken, RevokeAssociatedSessions });
    expect(await left()).toEqual(expected);
    // A repeated request changes nothing.
    await w.clientCall('RevokeToken', { Token: first.RefreshToken, RevokeAssociatedSessions });
    expect(await left()).toEqual(expected);
  });

  it('a refresh token, with LINKED, where the pool does not track sessions any more', async () => {
    await w.changePool({ sessionConfiguration: undefined });
    app.deps.configuration.forget(w.pool.id);
    await w.clientCall('RevokeToken', { Token: first.RefreshToken, RevokeAssociatedSessions: 'LINKED' });
    expect(await left()).toEqual([false, true, true]);
  });

  it('is possible for the users themselves, except for the session of their token', async () => {
    const own = (SessionId: string, RevokeAssociatedSessions = 'LINKED') =>
      app.call('RevokeUserSession', { AccessToken: first.AccessToken, SessionId, RevokeAssociatedSessions });
    await expect(own(sessionOf(first))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await own(sessionOf(second));
    expect(await left()).toEqual([true, false, false]);
  });

  it('does not reach sessions of others, or other browsers', async () => {
    await w.add('eve');
    const { AccessToken } = await w.tokens('eve');
    for (const SessionId of [
      sso,
      sessionOf(first),
      sso.replace('sso', 'tkn'),
      sessionOf(first).replace('tkn', 'sso'),
    ]) {
      await expect(
        app.call('RevokeUserSession', { AccessToken, SessionId, RevokeAssociatedSessions: 'LINKED' }),
      ).rejects.toMatchObject(NO_SESSION);
    }
    const elsewhere = w.browser();
    await signInAt(w, elsewhere, ada);
    await revoke(sso, 'LINKED');
    expect(await isSignedIn(elsewhere)).toBe(true);
  });

  it('with LINKED leaves nothing behind of a code that is being redeemed', async () => {
    const code = await codeOf(w, browser);
    beforeNextCommit(app, () => revoke(sso, 'LINKED'));
    const { status, body } = await redeemed(w, code);
    expect([status, body]).toEqual([400, '{"error":"invalid_grant"}']);
    expect(await ids()).toEqual([]);
    expect(await left()).toEqual([false, false, false]);
  });

  it('with LINKED gives nothing for a code from before', async () => {
    const code = await codeOf(w, browser);
    await revoke(sso, 'LINKED');
    expect((await redeemed(w, code)).body).toBe('{"error":"invalid_grant"}');
    expect(await ids()).toEqual([]);
  });

  it('with LINKED can be repeated where it was cut short', async () => {
    const { commit } = app.deps.records;
    let commits = 0;
    Object.assign(app.deps.records, {
      commit: (changes: Parameters<typeof commit>[0]) =>
        ++commits === 1 ? commit(changes) : Promise.reject(new Error('gone')),
    });
    await expect(revoke(sso, 'LINKED')).rejects.toThrow();
    Object.assign(app.deps.records, { commit });
    expect(await isGood(first)).toBe(true);
    expect(await revoke(sso, 'LINKED')).toEqual({});
    expect(await left()).toEqual([false, false, false]);
  });

  it('keeps the password out of it', async () => {
    await revoke(sso, 'LINKED');
    await w.signIn(ada, PASSWORD);
  });
});
