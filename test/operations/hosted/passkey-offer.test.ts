import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONFIGURATION_CACHE_MS } from '#core/configuration.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Authenticator, Said } from '#test/authenticator.ts';
import { type Browser, testBrowser, type Visit } from '#test/browser.ts';
import { addSoftwareToken, OPTIONAL_TOTP } from '#test/devices.ts';
import { commit } from '#test/fixtures.ts';
import { anotherClient, HIDING } from '#test/world.ts';
import { device, ownerWith } from '../passkeys/setup.ts';
import { CHOICE } from '../sign-in/choice.ts';
import { type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

const service = hostedPools(CHOICE);
const { app } = service;
const HOST = 'id.example.com';
const ORIGIN = `https://${HOST}`;
const WITH_PASSKEYS = {
  signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
  webAuthnConfiguration: { relyingPartyId: HOST },
} as const;
const REFUSED = 'The passkey is not valid for this sign-in.';
const NO_CREDENTIAL = 'Credential data is not valid';

const isSignedIn = ({ location }: Visit) => location?.searchParams.has('code') ?? false;
const optionsOn = ({ body }: Visit) => {
  const options = /data-ceremony="offer" data-options="([^"]*)"/.exec(body)?.[1];
  return options === undefined ? undefined : JSON.parse(options.replaceAll('&quot;', '"'));
};
const handleOf = (sub: string) => Buffer.from(sub).toString('base64url');
const atHost = () => testBrowser(app, { host: HOST });

/** Somebody with a passkey, who picks it on a page. */
async function owner(w: HostedPool, more: Parameters<typeof device>[0] = {}) {
  const { username, sub } = await w.someone();
  const own = device({ rpId: HOST, origin: ORIGIN, ...more });
  await ownerWith(w, sub, username, (await w.tokens(username)).AccessToken).add(own);
  const pick = (page: Visit, said: Partial<Parameters<Authenticator['assert']>[0]> = {}) =>
    JSON.stringify(own.assert({ challenge: optionsOn(page)?.challenge, userHandle: handleOf(sub), ...said }));
  return { username, sub, own, pick };
}

describe('the page for signing in', () => {
  it('offers any passkey of the relying party, and asks the browser to fill it in', async () => {
    const w = await service.pool(WITH_PASSKEYS);
    const page = await atHost().get(w.url('/login'));
    expect(optionsOn(page)).toEqual({
      allowCredentials: [],
      challenge: expect.stringMatching(/^[\w-]{22}$/),
      rpId: HOST,
      timeout: 180_000,
      userVerification: 'preferred',
    });
    expect(page.body).toMatch(/<input[^>]* name="username"[^>]* autocomplete="username webauthn"/);
    expect(page.fields.credential).toBe('');
  });

  it.each([[['email']], [['phone_number']], [['email', 'phone_number']]] as const)(
    'asks so where the name is %j, too',
    async (usernameAttributes) => {
      const w = await service.pool({ ...WITH_PASSKEYS, usernameAttributes });
      expect((await atHost().get(w.url('/login'))).body).toContain(' autocomplete="username webauthn"');
    },
  );

  it('draws a challenge for every page', async () => {
    const w = await service.pool(WITH_PASSKEYS);
    const browser = atHost();
    const challenges = [1, 2, 3].map(async () => optionsOn(await browser.get(w.url('/login'))).challenge);
    expect(new Set(await Promise.all(challenges)).size).toBe(3);
  });

  it('reads nothing for it once pool, client and domain are known', async () => {
    const w = await service.pool(WITH_PASSKEYS);
    const browser = atHost();
    await browser.get(w.url('/login'));
    const before = { ...app.roundTrips };
    expect(optionsOn(await browser.get(w.url('/login')))).toBeDefined();
    expect(app.roundTrips).toEqual(before);
  });

  it('reads nothing for it on a custom domain, which is the relying party', async () => {
    const host = 'login.example.org';
    const w = await service.pool({ signInPolicy: WITH_PASSKEYS.signInPolicy, customDomain: host });
    const at = { createdAt: app.deps.clock.now(), modifiedAt: app.deps.clock.now() };
    const customDomainConfig = { certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a1b2c3d4' };
    const domain = { domain: host, poolId: w.pool.id, managedLoginVersion: 2, customDomainConfig, ...at };
    await commit(app, { op: 'create', kind: 'domain', value: domain });
    const there = hosted(w, '');
    const browser = testBrowser(app, { host });
    expect(optionsOn(await browser.get(there.url('/login')))?.rpId).toBe(host);
    const before = { ...app.roundTrips };
    await browser.get(there.url('/login'));
    expect(app.roundTrips).toEqual(before);
  });

  it.each<[string, Partial<Pool>, object, object]>([
    ['that has no passkeys as first factors', {}, {}, {}],
    [
      'for the relying party of another host',
      { ...WITH_PASSKEYS, webAuthnConfiguration: { relyingPartyId: 'a.example' } },
      {},
      {},
    ],
    ['whose client has no USER_AUTH', WITH_PASSKEYS, { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }, {}],
    ['with classic pages', WITH_PASSKEYS, {}, { managedLoginVersion: 1 }],
    ['of the tier LITE', { ...WITH_PASSKEYS, userPoolTier: 'LITE' }, {}, {}],
  ])('offers none in a pool %s, and takes none', async (_, settings, client, domain) => {
    const there = await service.pool(WITH_PASSKEYS);
    const browser = atHost();
    const { pick } = await owner(there);
    const offered = await browser.get(there.url('/login'));
    const w = await service.pool(settings, client, domain);
    const page = await browser.get(w.url('/login'));
    expect(optionsOn(page)).toBeUndefined();
    const { offer = '' } = offered.fields;
    const answer = await browser.submit(page, { offer, credential: pick(offered) });
    expect([answer.status, isSignedIn(answer)]).toEqual([200, false]);
    expect(answer.problem).toContain('open for too long');
  });

  it('asks to verify the person where a passkey may count as MFA', async () => {
    const factorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
    const webAuthnConfiguration = { relyingPartyId: HOST, factorConfiguration } as const;
    const w = await service.pool({ ...WITH_PASSKEYS, ...OPTIONAL_TOTP, webAuthnConfiguration });
    expect(optionsOn(await atHost().get(w.url('/login'))).userVerification).toBe('required');
  });
});

describe('a passkey that the browser has filled in', () => {
  let w: HostedPool;
  let browser: Browser;
  let page: Visit;
  let ada: Awaited<ReturnType<typeof owner>>;
  beforeAll(async () => {
    w = await service.pool(WITH_PASSKEYS, HIDING);
  });
  beforeEach(async () => {
    ada = await owner(w);
    browser = atHost();
    page = await browser.get(w.url('/login'));
  });
  const send = (credential: string, more = {}) => browser.submit(page, { credential, ...more });
  const sessions = async () =>
    (await app.deps.records.within('ssoSession', { poolId: w.pool.id, sub: ada.sub })).values;

  it('signs in', async () => {
    expect(isSignedIn(await send(ada.pick(page)))).toBe(true);
    expect(await sessions()).toMatchObject([{ amr: ['swk'], acr: 'urn:cognito:loa:3', clientId: w.client.id }]);
    expect(isSignedIn(await browser.get(w.url('/login')))).toBe(true);
  });

  it('leaves the lines of a sign-in of its user', async () => {
    await send(ada.pick(page));
    expect(app.audit.at(-1)).toMatchObject({ operation: 'Login_POST', result: 'Success', sub: ada.sub });
  });

  it('signs in once, even when it is sent many times at once', async () => {
    const credential = ada.pick(page);
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(credential)));
    expect(answers.filter(isSignedIn).length).toBeGreaterThan(0);
    expect(await sessions()).toHaveLength(1);
  });

  it('does not sign in again with what was sent before, in the same browser', async () => {
    const before = new Map(browser.cookies);
    const credential = ada.pick(page);
    expect(isSignedIn(await send(credential))).toBe(true);
    browser.cookies.clear();
    for (const [name, cookie] of before) browser.cookies.set(name, cookie);
    const again = await send(credential);
    expect([again.status, isSignedIn(again)]).toEqual([400, false]);
    expect(again.body).toContain('Please begin again');
    expect(await sessions()).toHaveLength(1);
  });

  it('does not sign in again after the user has signed out', async () => {
    const before = new Map(browser.cookies);
    const credential = ada.pick(page);
    await send(credential);
    await browser.get(w.url('/logout', { logout_uri: 'https://app.example.com/bye' }));
    for (const [name, cookie] of before) browser.cookies.set(name, cookie);
    expect(isSignedIn(await send(credential))).toBe(false);
    expect(await sessions()).toMatchObject([{ revokedAt: expect.any(Number) }]);
  });

  it('is worth nothing with the challenge of another page', async () => {
    const other = await browser.get(w.url('/login'));
    expect((await send(ada.pick(other))).problem).toBe(REFUSED);
  });

  it('is worth nothing with the offer of another browser', async () => {
    const elsewhere = atHost();
    const stolen = await elsewhere.get(w.url('/login'));
    const answer = await send(ada.pick(stolen), { offer: stolen.fields.offer });
    expect([isSignedIn(answer), answer.problem?.includes('open for too long')]).toEqual([false, true]);
    expect(optionsOn(answer)).toBeDefined();
  });

  it('is worth nothing with the offer of another pool', async () => {
    const there = await service.pool(WITH_PASSKEYS, HIDING);
    const stolen = await browser.get(there.url('/login'));
    page = await browser.get(w.url('/login'));
    const answer = await send(ada.pick(stolen), { offer: stolen.fields.offer });
    expect(answer.problem).toContain('open for too long');
  });

  it('is worth nothing with the offer of another client', async () => {
    const other = hosted(await anotherClient(w, { ...ON_PAGES, ...CHOICE }), w.base);
    const stolen = await browser.get(other.url('/login'));
    expect(stolen.fields.offer).toBeTruthy();
    const answer = await send(ada.pick(stolen), { offer: stolen.fields.offer });
    expect(answer.problem).toContain('open for too long');
    expect(isSignedIn(await browser.submit(stolen, { credential: ada.pick(stolen) }))).toBe(true);
  });

  it('is taken for five minutes, and then offered anew', async () => {
    const credential = ada.pick(page);
    app.advance(5 * 60_000 - 1);
    const inTime = await browser.get(w.url('/login'));
    app.advance(1);
    const late = await send(credential);
    expect([late.status, late.problem?.includes('open for too long')]).toEqual([200, true]);
    expect(isSignedIn(await browser.submit(late, { credential: ada.pick(late) }))).toBe(true);
    expect(inTime.fields.offer).toBeTruthy();
  });

  it('needs the form of a page', async () => {
    const { offer = '' } = page.fields;
    const answer = await browser.post(w.url('/login'), { offer, credential: ada.pick(page) });
    expect(answer.problem).toContain('open for too long');
    expect(await sessions()).toEqual([]);
  });

  it('needs the offer as it was made', async () => {
    const { offer = '' } = page.fields;
    const flipped = offer.slice(0, 30) + (offer[30] === 'A' ? 'B' : 'A') + offer.slice(31);
    for (const other of ['', 'x', flipped, offer.slice(1), `${offer}AAAA`, page.fields._csrf ?? '', 'é'.repeat(1000)]) {
      const answer = await send(ada.pick(page), { offer: other });
      expect([answer.status, answer.problem?.includes('open for too long')]).toEqual([200, true]);
    }
    expect(await sessions()).toEqual([]);
  });

  it.each<[string, Partial<Said> & { readonly userHandle?: string | null }]>([
    ['signed on a page of another site', { origin: 'https://evil.example' }],
    ['signed in a frame of another site', { crossOrigin: true }],
    ['signed for another relying party', { rpId: 'evil.example' }],
    ['made by a registration', { type: 'webauthn.create' }],
    ['made without the person', { userPresent: false }],
  ])('is refused when %s', async (_, said) => {
    const answer = await send(ada.pick(page, said));
    expect([answer.status, answer.problem]).toEqual([200, REFUSED]);
    expect(await sessions()).toEqual([]);
  });

  it.each<[string, string | null | undefined]>([
    ['nobody', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a user name', handleOf('ada')],
    ['a sub in capitals', handleOf('6B9B2A0F-6B5B-4C5E-9E8C-0F4A7C3A1B2C')],
    ['a long text', handleOf('a'.repeat(10_000))],
    ['what is no text', '____'],
  ])('is none when it names %s', async (_, userHandle) => {
    const credential = JSON.stringify(
      ada.own.assert({ challenge: optionsOn(page).challenge, ...(userHandle !== undefined && { userHandle }) }),
    );
    expect((await send(credential)).problem).toBe(NO_CREDENTIAL);
  });

  it('signs nobody else in: another user who is named does not have it, nor does a sub of nobody', async () => {
    const bob = await owner(w);
    for (const sub of [bob.sub, '6b9b2a0f-6b5b-4c5e-9e8c-0f4a7c3a1b2c']) {
      const answer = await send(ada.pick(page, { userHandle: handleOf(sub) }));
      expect([answer.status, answer.problem]).toEqual([200, REFUSED]);
    }
    const key = bob.own.privateKey;
    expect((await send(ada.pick(page, { key }))).problem).toBe(REFUSED);
    expect(await sessions()).toEqual([]);
  });

  it('costs the same for a user who has another passkey and for a sub of nobody', async () => {
    const costs: unknown[] = [];
    const bob = await owner(w);
    await send(ada.pick(page, { userHandle: handleOf(bob.sub) }));
    for (const sub of [bob.sub, '7b9b2a0f-6b5b-4c5e-9e8c-0f4a7c3a1b2c']) {
      await send(ada.pick(page, { userHandle: handleOf(sub) }));
      const before = { ...app.roundTrips };
      const answer = await send(ada.pick(page, { userHandle: handleOf(sub) }));
      const { reads, writes } = app.roundTrips;
      costs.push([answer.status, answer.problem, answer.body.length, reads - before.reads, writes - before.writes]);
    }
    expect(costs[0]).toEqual(costs[1]);
  });

  it('is looked for in the pool of the page only', async () => {
    const there = await service.pool(WITH_PASSKEYS, HIDING);
    const eve = await owner(there);
    expect((await send(eve.pick(page))).problem).toBe(REFUSED);
  });

  it('locks after wrong ones, and locks nothing else', async () => {
    for (let wrong = 0; wrong < 5; wrong++) {
      expect((await send(ada.pick(page, { userPresent: false }))).problem).toBe(REFUSED);
    }
    await send(ada.pick(page, { userPresent: false }));
    expect((await send(ada.pick(page))).problem).toBe('Password attempts exceeded');
    expect(await sessions()).toEqual([]);
    expect(isSignedIn(await signInAt(w, atHost(), ada.username))).toBe(true);
  });

  it.each([
    ['a disabled user', { enabled: false }, 'User is disabled.'],
    ['a user who is to choose a password', { status: 'FORCE_CHANGE_PASSWORD' }, REFUSED],
  ] as const)('refuses %s', async (_, change, problem) => {
    await w.force(ada.username, change);
    expect((await send(ada.pick(page))).problem).toBe(problem);
    expect((await sessions()).filter(({ revokedAt }) => revokedAt === undefined)).toEqual([]);
  });

  it.each([
    ['who is not confirmed', 'UNCONFIRMED', '/confirm?'],
    ['whose password must be reset', 'RESET_REQUIRED', '/confirmForgotPassword?'],
  ] as const)('leads a user on %s', async (_, status, path) => {
    await w.force(ada.username, { status });
    const next = await send(ada.pick(page));
    expect([next.action?.includes(path), next.fields.username]).toEqual([true, ada.sub]);
  });

  it('is refused to a user who has to pass MFA', async () => {
    const strict = await service.pool({ ...WITH_PASSKEYS, ...OPTIONAL_TOTP });
    const eve = await owner(strict);
    await addSoftwareToken(strict, eve.username);
    const own = await browser.get(strict.url('/login'));
    expect((await browser.submit(own, { credential: eve.pick(own) })).problem).toBe(REFUSED);
  });

  it('is none that was removed', async () => {
    const { username, sub } = ada;
    await ownerWith(w, sub, username, (await w.tokens(username)).AccessToken).remove(ada.own.id);
    expect((await send(ada.pick(page))).problem).toBe(REFUSED);
  });

  it('is no more taken once the pool allows none', async () => {
    const there = await service.pool(WITH_PASSKEYS);
    const eve = await owner(there);
    const own = await browser.get(there.url('/login'));
    await there.changePool({ signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } });
    app.advance(CONFIGURATION_CACHE_MS);
    const answer = await browser.submit(own, { credential: eve.pick(own) });
    expect([isSignedIn(answer), optionsOn(answer)]).toEqual([false, undefined]);
  });

  it('takes a count of signatures once', async () => {
    expect(isSignedIn(await send(ada.pick(page, { counter: 7 })))).toBe(true);
    for (const [counter, signsIn] of [
      [7, false],
      [6, false],
      [8, true],
    ] as const) {
      const other = atHost();
      const own = await other.get(w.url('/login'));
      const answer = await other.submit(own, { credential: ada.pick(own, { counter }) });
      expect([counter, isSignedIn(answer)]).toEqual([counter, signsIn]);
    }
  });

  it.each([
    '{',
    '{}',
    'null',
    '[]',
    '""',
    'x'.repeat(200_000),
    `{"id":"${'A'.repeat(200_000)}"}`,
    '\u0000',
    '__proto__',
  ])('is none when it is nonsense: %.20s', async (credential) => {
    const answer = await send(credential);
    expect([answer.status, isSignedIn(answer)]).toEqual([200, false]);
    expect([NO_CREDENTIAL, undefined]).toContain(answer.problem);
  });

  it.each([
    ['reaches the level that the app asks for', '3', true],
    ['does not', '4', false],
    ['reaches one of the levels', '4 3', true],
  ])('signs in where it %s', async (_, levels, signsIn) => {
    const acr_values = levels
      .split(' ')
      .map((one) => `urn:cognito:loa:${one}`)
      .join(' ');
    const own = await browser.get(w.url('/login', { acr_values }));
    const answer = await browser.submit(own, { credential: ada.pick(own) });
    expect([isSignedIn(answer), answer.problem]).toEqual([signsIn, signsIn ? undefined : REFUSED]);
  });

  it('asks the functions of the pool as a sign-in does', async () => {
    const arn = app.functions.set('watcher');
    const lambdaConfig = { preAuthentication: arn, postAuthentication: arn };
    const watched = await service.pool({ ...WITH_PASSKEYS, lambdaConfig }, HIDING);
    const eve = await owner(watched);
    app.functions.events.length = 0;
    const own = await browser.get(watched.url('/login'));
    const nobody = '6b9b2a0f-6b5b-4c5e-9e8c-0f4a7c3a1b2c';
    await browser.submit(own, { credential: eve.pick(own, { userHandle: handleOf(nobody) }) });
    expect(isSignedIn(await browser.submit(own, { credential: eve.pick(own) }))).toBe(true);
    expect(app.functions.events.map(({ triggerSource, userName }) => [triggerSource, userName])).toEqual([
      ['PreAuthentication_Authentication', nobody],
      ['PreAuthentication_Authentication', eve.username],
      ['PostAuthentication_Authentication', eve.username],
    ]);
  });

  it('leaves the form as it is for those who give their name', async () => {
    const { username } = await w.someone();
    expect((await browser.submit(page, { username })).action).toContain('/mfa?');
  });
});
