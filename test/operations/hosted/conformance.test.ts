import { createHash } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from '#test/browser.ts';
import { anotherClient, claimsOf } from '#test/world.ts';
import { CALLBACK, type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

// What docs/oidc-conformance.md names and no other test shows.

const service = hostedPools();
const SECRET = 'secret-of-the-client';
const OTHER_CALLBACK = 'https://app.example.com/callback?tenant=1';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
const ADA = {
  email: 'ada@example.com',
  email_verified: 'true',
  phone_number: '+15550100000',
  phone_number_verified: 'false',
  given_name: 'Ada',
};

type Form = Readonly<Record<string, string>>;

let app: HostedPool;
let confidential: HostedPool;
let implicit: HostedPool;
let sub: string;
/** A browser in which ada has signed in, and when. */
let browser: Browser;
let authTime: number;

beforeAll(async () => {
  app = await service.pool({}, { callbackURLs: [CALLBACK, OTHER_CALLBACK] });
  const withSecret = await anotherClient(app, { ...ON_PAGES, secret: SECRET });
  const withoutCode = await anotherClient(app, { ...ON_PAGES, allowedOAuthFlows: ['implicit'] });
  confidential = hosted(withSecret, app.base);
  implicit = hosted(withoutCode, app.base);
  ({ sub } = await app.add('ada', { attributes: ADA }));
  browser = app.browser();
  authTime = now();
  await signInAt(app, browser, 'ada');
});

/** The time of the service, in seconds. */
const now = () => service.app.deps.clock.now() / 1000;

/** Where an authorization request of a client leads ada's browser. */
const ask = async (client: HostedPool, parameters: Form = {}, from = browser) =>
  (await from.get(client.url('/oauth2/authorize', parameters))).location!;

const codeFor = async (client: HostedPool, parameters: Form = {}): Promise<string> => {
  const location = await ask(client, parameters);
  return location.searchParams.get('code') ?? expect.fail(`There is no code in ${location}.`);
};

/** Redeems a code, as the client. */
async function redeem({ client: { id } }: HostedPool, code: string, more: Form = {}, headers: Form = {}) {
  const form = { grant_type: 'authorization_code', client_id: id, redirect_uri: CALLBACK, code, ...more };
  const { status, body } = await app.browser().post(`${app.base}/oauth2/token`, form, { headers });
  return { status, answer: JSON.parse(body) };
}

const idTokenOf = async (client: HostedPool, parameters: Form = {}) => {
  const { answer } = await redeem(client, await codeFor(client, parameters));
  return claimsOf(answer.id_token);
};

const basic = ({ client: { id } }: HostedPool, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

/** The hash of an access token in the ID token beside it (OpenID Connect Core 1.0, section 3.1.3.6). */
const atHash = (accessToken: string) =>
  createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');

/** What an app is told at its redirect URI. */
const told = (location: URL) => Object.fromEntries(location.searchParams);
const toldInFragment = (location: URL) => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

describe('an ID token', () => {
  it('is signed with RS256 by a key of the pool, for the client, its nonce and the access token beside it', async () => {
    const { answer } = await redeem(app, await codeFor(app, { nonce: 'n-1' }));
    const keys = await app.app.deps.configuration.signingKeys(app.pool.id);
    const set = createLocalJWKSet({ keys: keys.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, kty: 'RSA' })) });
    const { payload, protectedHeader } = await jwtVerify(answer.id_token, set, {
      issuer: app.pool.issuer,
      audience: app.client.id,
      algorithms: ['RS256'],
      currentDate: new Date(now() * 1000),
    });
    expect(payload).toMatchObject({
      sub,
      nonce: 'n-1',
      at_hash: atHash(answer.access_token),
      iat: now(),
      exp: now() + 3600,
      auth_time: authTime,
    });
    expect(payload.aud).toBe(app.client.id);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
  });

  it('has no nonce when the request had none', async () => {
    expect(await idTokenOf(app)).not.toHaveProperty('nonce');
  });

  it.each([
    ['openid email', { email: 'ada@example.com', email_verified: true }, ['phone_number', 'given_name']],
    ['openid phone', { phone_number: '+15550100000', phone_number_verified: false }, ['email', 'given_name']],
    ['openid profile', { given_name: 'Ada' }, ['email', 'phone_number']],
    ['phone profile openid email', { given_name: 'Ada', email: ADA.email, phone_number: ADA.phone_number }, []],
  ])('has the claims of the scopes, in any order: %s', async (scope, present, absent) => {
    const claims = await idTokenOf(app, { scope });
    expect(claims).toMatchObject(present);
    expect(Object.keys(claims).filter((name) => (absent as readonly string[]).includes(name))).toEqual([]);
  });

  it('tells how the user has signed in, whatever level is asked for', async () => {
    const claims = await idTokenOf(app, { acr_values: 'urn:unknown urn:cognito:loa:1' });
    expect(claims).toMatchObject({ acr: 'urn:cognito:loa:1', amr: ['pwd'], auth_time: authTime });
  });
});

describe('an authorization request', () => {
  it.each(['request', 'request_uri'])('with the parameter %s is told that it is not supported', async (name) => {
    const location = await ask(app, { [name]: 'https://app.example.com/request', state: 's1' });
    expect(told(location)).toEqual({ error: `${name}_not_supported`, state: 's1' });
  });

  it('may have parameters that nobody knows', async () => {
    const hint = (await redeem(app, await codeFor(app))).answer.id_token;
    const unknown = { display: 'popup', ui_locales: 'se', claims_locales: 'se', id_token_hint: hint, extra: 'foobar' };
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    expect(await codeFor(app, { ...unknown, claims })).toBeTruthy();
  });

  it('with an id_token_hint is not answered for somebody else', async () => {
    await app.add('bob');
    const hint = { id_token_hint: (await redeem(app, await codeFor(app))).answer.id_token, state: 's1' };
    expect(await codeFor(app, { ...hint, prompt: 'none' })).toBeTruthy();
    const bobs = app.browser();
    await signInAt(app, bobs, 'bob');
    const refused = { error: 'login_required', state: 's1' };
    expect(told(await ask(app, { ...hint, prompt: 'none' }, bobs))).toEqual(refused);
    expect((await ask(app, hint, bobs)).pathname).toBe(`${app.base}/login`);
    // Not even after a sign-in.
    const { location } = await signInAt(app, app.browser(), 'bob', { parameters: hint });
    expect(told(location!)).toEqual(refused);
  });

  it('may have a parameter without a value', async () => {
    expect(await codeFor(app, { nonce: '', scope: '' })).toBeTruthy();
  });

  it('keeps the query of the redirect URI', async () => {
    const location = await ask(app, { redirect_uri: OTHER_CALLBACK });
    expect(told(location)).toEqual({ tenant: '1', code: expect.any(String) });
  });

  it('is answered with a redirect that no cache keeps, no other site reads, and no form follows', async () => {
    const answers = [await browser.get(app.url('/oauth2/authorize')), await signInAt(app, app.browser(), 'ada')];
    for (const { status, headers } of answers) {
      // A browser repeats a form after a 307 (RFC 9700, section 4.12).
      expect(status).toBe(302);
      expect(headers['cache-control']).toContain('no-store');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe('the age of a sign-in', () => {
  it('is judged by max_age, and the ID token tells it', async () => {
    const own = app.browser();
    const signedIn = now();
    await signInAt(app, own, 'ada');
    service.app.advance(10_000);

    const young = await ask(app, { max_age: '10000' }, own);
    const { answer } = await redeem(app, young.searchParams.get('code')!);
    expect(claimsOf(answer.id_token).auth_time).toBe(signedIn);

    expect((await ask(app, { max_age: '1' }, own)).pathname).toBe(`${app.base}/login`);
    expect(told(await ask(app, { max_age: '1', prompt: 'none' }, own))).toEqual({ error: 'login_required' });
    const { location } = await signInAt(app, own, 'ada', { parameters: { max_age: '1' } });
    const again = await redeem(app, location!.searchParams.get('code')!);
    expect(claimsOf(again.answer.id_token).auth_time).toBe(signedIn + 10);
  });
});

describe('a code', () => {
  it('is redeemed once, and a second attempt revokes what it led to', async () => {
    const code = await codeFor(app);
    const { answer } = await redeem(app, code);
    expect(await app.getUser(answer.access_token)).toMatchObject({ Username: 'ada' });
    service.app.advance(30_000);
    expect((await redeem(app, code)).answer).toEqual({ error: 'invalid_grant' });
    await expect(app.getUser(answer.access_token)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('is redeemed within five minutes', async () => {
    const [early, late] = [await codeFor(app), await codeFor(app)];
    service.app.advance(299_000);
    expect((await redeem(app, early)).status).toBe(200);
    service.app.advance(1_000);
    expect((await redeem(app, late)).answer).toEqual({ error: 'invalid_grant' });
  });

  it('is worth nothing to another client, or for another redirect URI', async () => {
    const code = await codeFor(app);
    const stolen = await redeem(confidential, code, {}, basic(confidential, SECRET));
    expect(stolen.answer).toEqual({ error: 'invalid_grant' });
    for (const redirect_uri of [OTHER_CALLBACK, 'https://evil.example.com/']) {
      const { answer } = await redeem(app, code, { redirect_uri });
      expect(answer).toEqual({ error: 'unauthorized_client', error_description: 'invalid_redirect' });
    }
    expect((await redeem(app, code)).status).toBe(200);
  });

  it('that is made up is refused', async () => {
    for (const code of ['x', 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111', (await codeFor(app)).slice(0, -2)]) {
      expect((await redeem(app, code)).answer).toEqual({ error: 'invalid_grant' });
    }
  });

  it('with a challenge needs its verifier', async () => {
    const code = await codeFor(app, PKCE);
    const wrong = ['', `${VERIFIER}x`, CHALLENGE].map((verifier) => ({ code_verifier: verifier }));
    for (const more of [undefined, ...wrong]) {
      expect((await redeem(app, code, more)).answer).toEqual({ error: 'invalid_grant' });
    }
    const { status, answer } = await redeem(app, code, { code_verifier: VERIFIER });
    expect([status, answer.token_type]).toEqual([200, 'Bearer']);
  });

  it('without a challenge takes no verifier, which would hide that it was swapped', async () => {
    const { answer } = await redeem(app, await codeFor(app), { code_verifier: VERIFIER });
    expect(answer).toEqual({ error: 'invalid_grant' });
  });
});

describe('an implicit answer', () => {
  it('has the hash of its access token in its ID token, and no refresh token', async () => {
    const location = await ask(implicit, { response_type: 'token', state: 's1', nonce: 'n1' });
    expect(location.search).toBe('');
    const { id_token: idToken = '', access_token: accessToken = '', ...rest } = toldInFragment(location);
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: '3600', state: 's1' });
    const expected = { iss: app.pool.issuer, aud: implicit.client.id, sub, nonce: 'n1', at_hash: atHash(accessToken) };
    expect(claimsOf(idToken)).toMatchObject(expected);
    expect(await app.getUser(accessToken)).toMatchObject({ Username: 'ada' });
  });

  it('has the claims of the scopes, and no ID token without openid', async () => {
    const scoped = await ask(implicit, { response_type: 'token', scope: 'email openid' });
    const claims = claimsOf(toldInFragment(scoped).id_token!);
    expect(claims).toMatchObject({ email: ADA.email });
    expect(claims).not.toHaveProperty('phone_number');
    const bare = await ask(implicit, { response_type: 'token', scope: 'aws.cognito.signin.user.admin' });
    expect(Object.keys(toldInFragment(bare)).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
  });
});
