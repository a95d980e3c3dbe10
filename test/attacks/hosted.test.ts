import { afterEach, describe, expect, it, vi } from 'vitest';
import { domainHandler } from '#functions/hosted/domain-handler.ts';
import { codeOf as codeOfApp } from '#test/authenticator-app.ts';
import { type Browser, testBrowser } from '#test/browser.ts';
import { OPTIONAL_TOTP } from '#test/devices.ts';
import { claimsOf, PASSWORD, type Values } from '#test/world.ts';
import { type HostedPool, hostedPools, signInAt } from '../operations/hosted/setup.ts';
import {
  ask,
  basic,
  error,
  errorOf,
  json,
  otherClient,
  post,
  refreshWith,
  SECRET,
  tokensOf,
} from '../operations/hosted/tokens.ts';
import { protectedUser } from '../operations/mfa/setup.ts';
import { MINUTE, sessionOf, tracking } from '../operations/sessions/setup.ts';

const { app, ...service } = hostedPools();
const REVOKED = 'Access Token has been revoked';

describe('a redirect URI that an administrator may set', () => {
  async function stage(uri: string) {
    const w = await service.pool({}, { callbackURLs: [uri], logoutURLs: [uri] });
    await w.add('ada');
    return { w, browser: w.browser(), parameters: { redirect_uri: uri } };
  }

  it.each([
    ['https://app.example.com/zurück', 'https://app.example.com/zur%C3%BCck'],
    ['https://app.example.com/日本?a=語', 'https://app.example.com/%E6%97%A5%E6%9C%AC?a=%E8%AA%9E'],
    ['https://пример.example/cb', 'https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.example/cb'],
    ['myapp://戻る', 'myapp://%E6%88%BB%E3%82%8B'],
  ])('leads back with letters of any language: %s', async (uri, wire) => {
    const { w, browser, parameters } = await stage(uri);
    const { headers, status } = await signInAt(w, browser, 'ada', { parameters });
    expect([status, headers.location?.startsWith(`${wire}${uri.includes('?') ? '&' : '?'}code=`)]).toEqual([302, true]);
    const query = new URLSearchParams({ client_id: w.client.id, logout_uri: uri });
    expect((await browser.get(`${w.base}/logout?${query}`)).headers.location).toBe(wire);
  });

  it.each([
    ['https://a;sandbox/cb', 'https:'],
    ['https://a,script-src/cb', 'https:'],
    ["https://'unsafe-inline'/cb", 'https:'],
    ['https://*/cb', 'https:'],
    ['http://[::1]:3000/cb', 'http:'],
    ['https://app.example.com:8443/a;b,c', 'https://app.example.com:8443'],
    ['com.example.app:/a;b', 'com.example.app:'],
  ])('adds nothing but a place to the policy: %s', async (uri, source) => {
    const { w, browser, parameters } = await stage(uri);
    const { headers } = await browser.get(w.url('/login', parameters));
    expect(headers['content-security-policy']).toContain(
      `; form-action 'self' ${source}; frame-ancestors 'none'; base-uri 'none'`,
    );
  });
});

describe('tokens in the fragment', () => {
  const LIFETIME = {
    accessTokenValidity: 5,
    idTokenValidity: 10,
    tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes' },
  } as const;
  let w: HostedPool;
  async function stage(most?: number) {
    w = await service.pool(tracking(most), { allowedOAuthFlows: ['implicit', 'code'], ...LIFETIME });
    await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
  }
  async function implicit(browser: Browser = w.browser()) {
    app.advance(1000);
    const { location } = await signInAt(w, browser, 'ada', { parameters: { response_type: 'token' } });
    return new URLSearchParams(location?.hash.slice(1)).get('access_token') ?? '';
  }
  const sessions = async (): Promise<readonly Values[]> =>
    (await w.call('AdminListUserSessions', { Username: 'ada' })).Sessions;

  it('end with the SSO session that they came through', async () => {
    await stage();
    const token = await implicit();
    expect((await w.getUser(token)).Username).toBe('ada');
    const [own, sso] = await sessions();
    expect(own).toMatchObject({ SessionId: sessionOf({ AccessToken: token }), OriginSessionId: sso?.SessionId });
    const linked = { SessionId: sso?.SessionId, RevokeAssociatedSessions: 'LINKED' };
    await w.call('AdminRevokeUserSession', { Username: 'ada', ...linked });
    await expect(w.getUser(token)).rejects.toThrow(REVOKED);
  });

  it('count among the sessions that a user may have', async () => {
    await stage(2);
    const tokens = [await implicit(), await implicit(), await implicit()];
    await expect(w.getUser(tokens[0]!)).rejects.toThrow(REVOKED);
    for (const token of tokens.slice(1)) expect((await w.getUser(token)).Username).toBe('ada');
  });

  it('leave nothing behind when they have ended', async () => {
    await stage();
    const { event_id, exp } = claimsOf(await implicit());
    const { sub } = (await w.stored('ada'))!;
    const { family } = await app.deps.records.read({
      family: { kind: 'family', id: { poolId: w.pool.id, sub, eventId: String(event_id) } },
    });
    // The ID token lasts longer.
    expect(Math.floor((family?.expiresAt ?? 0) / 1000)).toBe(Number(exp) + 300);
    app.advance(10 * MINUTE);
    expect((await sessions()).filter(({ SessionType }) => SessionType === 'TOKEN')).toEqual([]);
  });
});

describe('a method that no request of fetch can have', () => {
  const handle = domainHandler(() => Promise.resolve(app.deps));

  it.each(['TRACE', 'TRACK', 'CONNECT'])('is refused: %s', async (method) => {
    const w = await service.pool();
    const send = (path: string) =>
      handle({
        rawPath: `${w.base}${path}`,
        rawQueryString: '',
        headers: { host: 'id.example.com' },
        isBase64Encoded: false,
        requestContext: { requestId: 'r', timeEpoch: app.deps.clock.now(), http: { method, sourceIp: '192.0.2.1' } },
      });
    const statuses = ['/login', '/oauth2/token', '/nothing'].map(async (path) => (await send(path)).statusCode);
    expect(await Promise.all(statuses)).toEqual([405, 405, 404]);
  });
});

describe('the rate of sign-ins', () => {
  afterEach(() => void vi.restoreAllMocks());
  const counted = () => vi.spyOn(app.deps.limiter, 'admit');

  it('counts each step on the pages', async () => {
    const w = await service.pool(OPTIONAL_TOTP);
    const { username, secret } = await protectedUser(w);
    const seen = counted();
    const browser = w.browser();
    const page = await signInAt(w, browser, username, { password: 'wrong' });
    await browser.submit(await browser.submit(page, { username, password: PASSWORD }), {
      code: codeOfApp(app, secret),
    });
    expect(seen.mock.calls).toEqual([
      ['InitiateAuth', {}],
      ['InitiateAuth', {}],
      ['RespondToAuthChallenge', { ChallengeName: 'SOFTWARE_TOKEN_MFA' }],
    ]);
  });

  it('is that of refreshing at the token endpoint, too', async () => {
    const w = await service.pool();
    await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
    const { refresh_token } = await tokensOf(w, 'ada');
    const seen = counted();
    expect((await refreshWith(w, refresh_token)).status).toBe(200);
    expect(seen.mock.calls).toEqual([['GetTokensFromRefreshToken', {}]]);
  });

  it('is told on the page, and as JSON', async () => {
    const w = await service.pool();
    await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
    const { refresh_token } = await tokensOf(w, 'ada');
    const LimitClass = 'API_CATEGORY';
    const LimitDefinition = { LimitClass, Attributes: { Category: 'UserAuthentication' } };
    await app.call('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: 120 });
    for (let i = 0; i < 120; i++) app.deps.limiter.admit('InitiateAuth', {});
    const { status, problem, headers } = await signInAt(w, w.browser(), 'ada');
    expect([status, problem, headers.location]).toEqual([200, 'Rate exceeded', undefined]);
    expect(errorOf(await refreshWith(w, refresh_token))).toEqual(error('temporarily_unavailable', undefined, 429));
    app.advance(1000);
    expect((await signInAt(w, w.browser(), 'ada')).status).toBe(302);
  });
});

describe('a form that is longer than any', () => {
  it('is not looked at, and is not shown', async () => {
    const w = await service.pool();
    const browser = w.browser();
    const page = await browser.get(w.url('/login'));
    const { status, body, problem } = await browser.submit(page, { username: 'x'.repeat(256 * 1024), password: 'y' });
    expect([status, problem]).toEqual([200, expect.stringContaining('Please try again')]);
    expect(body.length).toBeLessThan(page.body.length + 1_000);
  });

  it('shows at most what a function of Lambda can answer with', async () => {
    const w = await service.pool({}, { explicitAuthFlows: ['ALLOW_USER_AUTH'] });
    const browser = w.browser();
    const page = await browser.get(w.url('/login'));
    const body = `_csrf=${page.fields._csrf}&username=${'"'.repeat(250 * 1024)}`;
    const answer = await browser.raw('POST', w.url('/login'), body);
    expect([answer.status, answer.body.length < 5_000_000]).toEqual([200, true]);
  });
});

describe('a host of this machine', () => {
  it.each([
    ['localhost:9229', false],
    ['127.0.0.1:9229', false],
    ['id.example.com', true],
  ])('%s has its other ports on plain HTTP', async (host, isStrict) => {
    const w = await service.pool();
    const { publicUrl } = app.deps.deployment;
    if (!isStrict) Object.assign(app.deps.deployment, { publicUrl: 'https://localhost:9229' });
    try {
      const { status, headers } = await testBrowser(app, { host }).get(w.url('/login'));
      expect([status, 'strict-transport-security' in headers]).toEqual([200, isStrict]);
    } finally {
      Object.assign(app.deps.deployment, { publicUrl });
    }
  });
});

describe('a token that was exchanged', () => {
  const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const ACCESS = 'urn:ietf:params:oauth:token-type:access_token';
  const ADA = { email: 'ada@example.com', email_verified: 'true', name: 'Ada' };
  const EMAIL = { email: ADA.email, email_verified: 'true' };
  let broker: HostedPool;
  async function exchanged(scope: string, allowedOAuthScopes: readonly string[], asked: Values = {}) {
    const w = await service.pool();
    await w.add('ada', { attributes: ADA });
    broker = await otherClient(w, {
      secret: SECRET,
      explicitAuthFlows: ['ALLOW_TOKEN_EXCHANGE_IMPERSONATION'],
      allowedOAuthScopes: [...allowedOAuthScopes],
    });
    const { access_token } = await tokensOf(w, 'ada', { scope });
    const form = {
      grant_type: GRANT,
      client_id: '',
      subject_token: access_token,
      subject_token_type: ACCESS,
      ...asked,
    };
    return ask(broker, form, basic(broker.client.id, SECRET));
  }

  it.each<[string, readonly string[], Values, object]>([
    ['openid email', ['openid', 'email'], { scope: 'openid' }, EMAIL],
    ['openid email', ['openid'], {}, EMAIL],
    ['openid profile', ['openid', 'email'], {}, { name: ADA.name }],
    ['openid email profile', ['openid', 'email'], {}, EMAIL],
    ['openid email', ['openid', 'email'], {}, EMAIL],
    ['openid', ['openid', 'email'], {}, ADA],
  ])('says no more of the user than before: %s, %o, %o', async (scope, allowed, asked, told) => {
    const { access_token } = json(await exchanged(scope, allowed, asked));
    const claims = await post(broker, '/oauth2/userInfo', {}, { authorization: `Bearer ${access_token}` });
    const { sub: _, username: __, ...attributes } = json(claims);
    expect(attributes).toEqual(told);
  });
});
