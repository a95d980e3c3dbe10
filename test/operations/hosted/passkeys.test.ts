import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import type { Authenticator } from '#test/authenticator.ts';
import { type Browser, scriptDirective, testBrowser, type Visit } from '#test/browser.ts';
import { addSoftwareToken, OPTIONAL_TOTP, totpCode } from '#test/devices.ts';
import { codeFor, PASSWORD, verified } from '#test/world.ts';
import { device } from '../passkeys/setup.ts';
import { CHOICE } from '../sign-in/choice.ts';
import { CALLBACK, type HostedPool, hostedPools, signInAt, signUpAt } from './setup.ts';

const service = hostedPools(CHOICE);
const { app } = service;
const HOST = 'id.example.com';
const WITH_PASSKEYS = {
  signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
  webAuthnConfiguration: { relyingPartyId: HOST },
} as const;

const optionsOn = ({ body }: Visit) =>
  JSON.parse((/data-options="([^"]*)"/.exec(body)?.[1] ?? 'null').replaceAll('&quot;', '"').replaceAll('&amp;', '&'));

describe('after signing up', () => {
  const POOL = { ...WITH_PASSKEYS, autoVerifiedAttributes: ['email'] } as const;

  /** Signs up and gives the code; the request of the app has these parameters. */
  const signUpFor = async (w: HostedPool, parameters: Readonly<Record<string, string>> = {}) => {
    const browser = testBrowser(app, { host: HOST });
    const confirm = await signUpAt(w, browser, {}, parameters);
    const done = await browser.submit(confirm, { code: codeFor(app, confirm.email) });
    return { browser, username: confirm.username, location: done.location, headers: done.headers };
  };
  const codeAt = (location: URL | undefined) =>
    location?.href.startsWith(CALLBACK) && location.searchParams.get('code');

  it('a passkey is offered, and the app gets its answer afterwards', async () => {
    const w = await service.pool(POOL);
    const { browser, username, location } = await signUpFor(w, { state: 's' });
    expect(location?.pathname).toBe(`${w.base}/passkeys/add`);
    const offer = await browser.get(String(location));
    expect([offer.status, offer.title]).toEqual([200, 'Add a passkey']);
    const ceremony = await browser.submit(offer);
    const { challenge } = optionsOn(ceremony);
    const own = device({ rpId: HOST, origin: `https://${HOST}` });
    const added = await browser.submit(ceremony, { credential: JSON.stringify(own.register({ challenge })) });
    expect((await w.stored(username))?.passkeys).toHaveLength(1);
    const { location: back } = await browser.get(String(added.location));
    expect(codeAt(back)).toBeTruthy();
    expect(back?.searchParams.get('state')).toBe('s');
  });

  it('it can be left for another time', async () => {
    const w = await service.pool(POOL);
    const { browser, username, location } = await signUpFor(w);
    const { body } = await browser.get(String(location));
    const notNow = /<a href="([^"]*)">Not now</.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { location: back } = await browser.get(notNow);
    expect(codeAt(back)).toBeTruthy();
    expect((await w.stored(username))?.passkeys).toBeUndefined();
  });

  it('it is offered to somebody whom the function of the pool has confirmed', async () => {
    const preSignUp = app.functions.set('confirms-all', (event: Answer) => ({
      ...event,
      response: { autoConfirmUser: true },
    }));
    const w = await service.pool({ ...POOL, lambdaConfig: { preSignUp } });
    const { location } = await signUpAt(w, testBrowser(app, { host: HOST }));
    expect(location?.pathname).toBe(`${w.base}/passkeys/add`);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['the app wants a sign-in for this request', { prompt: 'login' }],
    ['the app wants a sign-in of this moment', { max_age: '0' }],
    ['the session would be too old for the request a little later', { max_age: '299' }],
  ])('nobody has to sign in twice where %s', async (_, parameters) => {
    const w = await service.pool(POOL);
    expect(codeAt((await signUpFor(w, parameters)).location)).toBeTruthy();
  });

  it('it is offered while the session is young enough for the request', async () => {
    const w = await service.pool(POOL);
    const { browser, location } = await signUpFor(w, { max_age: '300' });
    expect(location?.pathname).toBe(`${w.base}/passkeys/add`);
    app.advance(299_000);
    expect((await browser.get(String(location))).status).toBe(200);
    const { location: back } = await browser.get(String(location).replace('/passkeys/add', '/oauth2/authorize'));
    expect(codeAt(back)).toBeTruthy();
  });

  it.each<[string, Parameters<typeof service.pool>]>([
    ['the pool has no passkeys', [{ autoVerifiedAttributes: ['email'] }]],
    ['the client lets nobody choose', [POOL, { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] }]],
    ['the pages are classic', [POOL, {}, { managedLoginVersion: 1 }]],
  ])('it is not offered where %s', async (_, settings) => {
    const w = await service.pool(...settings);
    expect(codeAt((await signUpFor(w)).location)).toBeTruthy();
  });

  it('it is not offered to somebody who has to pass MFA, which passkeys do not count for', async () => {
    const mfa = { mfaConfiguration: 'ON', softwareTokenMfaConfiguration: { enabled: true } } as const;
    const w = await service.pool({ ...POOL, ...mfa });
    const { location } = await signUpFor(w);
    expect(location).toBeUndefined();
  });
});

describe('/passkeys/add', () => {
  let w: HostedPool;
  let browser: Browser;
  let username: string;
  let own: Authenticator;
  const url = (parameters = {}) => w.url('/passkeys/add', { state: 's', ...parameters });
  /** The address without an authorization request. */
  const plain = (parameters: Readonly<Record<string, string>> = {}) =>
    `${w.base}/passkeys/add?${new URLSearchParams({ client_id: w.client.id, redirect_uri: CALLBACK, ...parameters })}`;
  const register = (page: Visit) => JSON.stringify(own.register({ challenge: optionsOn(page).challenge }));
  const add = async (address: string) => {
    const page = await browser.submit(await browser.get(address));
    return browser.submit(page, { credential: register(page) });
  };

  beforeEach(async () => {
    w = await service.pool({ ...WITH_PASSKEYS, ...OPTIONAL_TOTP });
    ({ username } = await w.someone());
    own = device({ rpId: HOST, origin: `https://${HOST}` });
    browser = testBrowser(app, { host: HOST });
    await signInAt(w, browser, username);
  });

  it('adds a passkey and answers the request', async () => {
    const { location } = await add(url());
    expect([location?.pathname, location?.searchParams.get('state')]).toEqual([`${w.base}/oauth2/authorize`, 's']);
    expect((await browser.get(String(location))).location?.searchParams.get('code')).toBeTruthy();
    expect((await w.stored(username))?.passkeys).toMatchObject([{ rpId: HOST }]);
  });

  it.each([
    [{}, CALLBACK],
    [{ state: 'a b' }, `${CALLBACK}?state=a+b`],
  ])('adds a passkey and goes back to the app without a request: %j', async (parameters, address) => {
    expect((await add(plain(parameters))).location?.href).toBe(address);
  });

  it('leaves the way out without one', async () => {
    const page = await browser.get(plain());
    expect(page.body).toContain(`<a href="${CALLBACK}">`);
    expect(page.body).toContain('<noscript>');
    expect(page.headers['content-security-policy']).toContain(`${scriptDirective(page)};`);
  });

  it('takes a passkey once, and no credential that is none', async () => {
    const page = await browser.submit(await browser.get(plain()));
    for (const credential of ['', '{', '{}', 'null', '[]', 'x'.repeat(20_000)]) {
      const again = await browser.submit(page, { credential });
      expect([again.status, again.problem]).toEqual([200, 'Credential data is not valid']);
    }
    const credential = register(page);
    expect((await browser.submit(page, { credential })).status).toBe(302);
    expect((await browser.submit(page, { credential })).problem).toContain('has expired or was not started');
    expect((await w.stored(username))?.passkeys).toHaveLength(1);
  });

  it('takes none after its time', async () => {
    const page = await browser.submit(await browser.get(plain()));
    app.advance(71_000);
    expect((await browser.submit(page, { credential: register(page) })).problem).toContain('has expired');
  });

  it('is not for the form of another site', async () => {
    const page = await browser.submit(await browser.get(plain()));
    const answer = await browser.post(page.action ?? '', { credential: register(page) });
    expect(answer.problem).toContain('open for too long');
    expect((await w.stored(username))?.passkeys).toBeUndefined();
  });

  it.each<[string, () => Promise<unknown> | unknown]>([
    ['nobody is signed in', () => browser.cookies.clear()],
    ['the session is over', () => app.advance(3_600_000)],
    ['the user has signed out everywhere', () => w.call('AdminUserGlobalSignOut', { Username: username })],
    ['the user is disabled', () => w.call('AdminDisableUser', { Username: username })],
    [
      'the user has got a factor that the session lacks',
      () =>
        w.force(username, {
          mfa: { enabled: ['SOFTWARE_TOKEN_MFA'], softwareToken: {} },
        }),
    ],
  ])('tells the app that a sign-in is needed when %s', async (_, change) => {
    const page = await browser.submit(await browser.get(plain()));
    await change();
    const { location } = await browser.get(plain({ state: 's' }));
    expect(location?.href).toBe(`${CALLBACK}?error=login_required&state=s`);
    expect((await browser.submit(page, { credential: register(page) })).location?.searchParams.get('error')).toBe(
      'login_required',
    );
    expect((await w.stored(username))?.passkeys).toBeUndefined();
  });

  it('needs a recent sign-in for a passkey that counts as MFA', async () => {
    Object.assign(app.deps, { factorRules: { ...app.deps.factorRules, removalMinutes: 10 } });
    const test = await service.pool({
      ...WITH_PASSKEYS,
      ...OPTIONAL_TOTP,
      webAuthnConfiguration: { relyingPartyId: HOST, factorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
    });
    const { username } = await test.someone();
    await addSoftwareToken(test, username);
    await test.force(username, ({ mfa }) => ({ mfa: { ...mfa, passkeys: true } }));
    const page = await signInAt(test, browser, username);
    await browser.submit(page, { code: totpCode(test) });
    expect((await browser.get(test.url('/passkeys/add'))).status).toBe(200);
    app.advance(11 * 60_000);
    const { location } = await browser.get(test.url('/passkeys/add'));
    expect(location?.searchParams.get('error')).toBe('login_required');
    expect(location?.searchParams.get('error_description')).toBe('Sign in again to change factors.');
  });

  it('is nothing on classic pages', async () => {
    const classic = await service.pool(WITH_PASSKEYS, {}, { managedLoginVersion: 1 });
    expect((await browser.get(classic.url('/passkeys/add'))).status).toBe(404);
    expect((await browser.post(classic.url('/passkeys/add'), {})).status).toBe(404);
  });

  it.each([
    ['in a pool without passkeys', {}],
    [
      'for the relying party of another host',
      { ...WITH_PASSKEYS, webAuthnConfiguration: { relyingPartyId: 'a.example' } },
    ],
  ])('tells the app that there is none %s', async (_, settings) => {
    const other = await service.pool(settings);
    await other.add('ada', { attributes: verified('ada@example.com') });
    await signInAt(other, browser, 'ada', { password: PASSWORD });
    const { location } = await browser.get(other.url('/passkeys/add'));
    expect(location?.searchParams.get('error_description')).toBe('Passkeys are not available here');
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'unauthorized_client'],
    ['an address that is not the app’s', { redirect_uri: 'https://evil.example/' }, 'redirect_mismatch'],
  ])('refuses %s', async (_, parameters, error) => {
    expect((await browser.get(url(parameters))).location?.searchParams.get('error')).toBe(error);
  });
});
