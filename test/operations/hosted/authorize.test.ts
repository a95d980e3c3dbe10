import { beforeAll, describe, expect, it } from 'vitest';
import { anotherClient, claimsOf, PASSWORD } from '#test/world.ts';
import { CALLBACK, type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

const service = hostedPools();
const BAD_SCOPE = { error: 'invalid_request', error_description: 'invalid_scope' };
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('/oauth2/authorize', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
  });

  const get = (parameters: Readonly<Record<string, string>>, pool = w) =>
    pool.browser().get(pool.url('/oauth2/authorize', parameters));

  it.each(['/oauth2/authorize', '/authorize'])(
    'leads from %s to the sign-in with the same parameters',
    async (path) => {
      const signIn = { lang: 'de', login_hint: 'ada', prompt: 'login', identity_provider: 'COGNITO' };
      const sent = { state: 's 1&', nonce: 'n', scope: 'openid email', ...signIn };
      const { status, location } = await w.browser().get(w.url(path, sent));
      expect(status).toBe(302);
      expect(location?.pathname).toBe(`${w.base}/login`);
      expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
        client_id: w.client.id,
        redirect_uri: CALLBACK,
        response_type: 'code',
        ...sent,
      });
    },
  );

  it('shows the hint in the form', async () => {
    const { body } = await w.browser().get(w.url('/login', { login_hint: '"><script>alert(1)</script>' }));
    expect(body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  });

  describe('tells the app', () => {
    it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
      ['of a missing response_type', { response_type: '' }, { error: 'invalid_request' }],
      ['of an unknown response_type', { response_type: 'code token' }, { error: 'invalid_request' }],
      ['of a flow that the client may not use', { response_type: 'token' }, { error: 'unauthorized_client' }],
      ['of a scope that the client does not have', { scope: 'openid api/read' }, BAD_SCOPE],
      ['of a scope that only openid goes with', { scope: 'email' }, BAD_SCOPE],
      ['of a challenge without method', { code_challenge: CHALLENGE }, { error: 'invalid_request' }],
      [
        'of the method plain',
        { code_challenge: CHALLENGE, code_challenge_method: 'plain' },
        { error: 'invalid_request' },
      ],
      ['of a method without challenge', { code_challenge_method: 'S256' }, { error: 'invalid_request' }],
      [
        'of a challenge that is no hash',
        { code_challenge: 'short', code_challenge_method: 'S256' },
        { error: 'invalid_request' },
      ],
      ['of a contradictory prompt', { prompt: 'none login' }, { error: 'invalid_request' }],
      ['that nobody is signed in', { prompt: 'none' }, { error: 'login_required' }],
      [
        'of an unknown provider',
        { identity_provider: 'Nobody' },
        { error: 'invalid_request', error_description: 'The identity provider does not exist.' },
      ],
      [
        'of a resource that is no URI',
        { resource: 'api' },
        { error: 'invalid_request', error_description: 'Invalid resource' },
      ],
      [
        'of a resource without TLS',
        { resource: 'http://api.example.com' },
        { error: 'invalid_request', error_description: 'Invalid resource' },
      ],
      ['of a wrong max_age', { max_age: '-1' }, { error: 'invalid_request', error_description: 'Invalid max_age' }],
    ])('%s', async (_, parameters, expected) => {
      const { location } = await get({ state: 'xyz', ...parameters });
      expect(`${location?.origin}${location?.pathname}`).toBe(CALLBACK);
      const isFragment = location?.hash !== '';
      const answer = new URLSearchParams(isFragment ? location?.hash.slice(1) : location?.search);
      expect(isFragment).toBe(parameters.response_type === 'token');
      expect(Object.fromEntries(answer)).toEqual({ ...expected, state: 'xyz' });
    });
  });

  describe('tells only the person at the browser', () => {
    const doubled = (name: string) => `${w.url('/oauth2/authorize')}&${name}=x`;

    it.each([
      ['a path', `${CALLBACK}/`],
      ['a path below', `${CALLBACK}/../evil`],
      ['an encoded path', `${CALLBACK}%2f`],
      ['a query', `${CALLBACK}?a=b`],
      ['a fragment', `${CALLBACK}#x`],
      ['a user', 'https://app.example.com@evil.example/callback'],
      ['another host', 'https://evil.example/callback'],
      ['a host below', 'https://app.example.com.evil.example/callback'],
      ['another port', 'https://app.example.com:444/callback'],
      ['upper case', 'HTTPS://APP.EXAMPLE.COM/callback'],
      ['another scheme', 'http://app.example.com/callback'],
      ['a blank before', ` ${CALLBACK}`],
      ['a line feed', `${CALLBACK}\n`],
      ['a backslash', 'https://app.example.com\\callback'],
      ['a script', 'javascript:alert(1)//'],
      ['a relative path', '/callback'],
    ])('of a redirect URI with %s', async (_, redirect_uri) => {
      const { location } = await get({ redirect_uri, state: 's' });
      expect(location?.pathname + (location?.search ?? '')).toBe(
        `${w.base}/error?error=redirect_mismatch&client_id=${w.client.id}`,
      );
    });

    it('of an unknown client, also one of another pool', async () => {
      const other = await service.pool();
      for (const client_id of ['a'.repeat(26), other.client.id, '%00', 'x'.repeat(3000)]) {
        const { location } = await get({ client_id });
        expect(location?.searchParams.get('error')).toBe('unauthorized_client');
      }
    });

    it('of a client that has OAuth switched off, or no provider', async () => {
      for (const settings of [{ allowedOAuthFlowsUserPoolClient: false }, { supportedIdentityProviders: [] }]) {
        const other = hosted(await anotherClient(w, { ...ON_PAGES, ...settings }), w.base);
        expect((await get({}, other)).location?.searchParams.get('error')).toBe('unauthorized_client');
      }
    });

    it.each(['client_id', 'redirect_uri', 'response_type'])('of a doubled %s', async (name) => {
      const { location } = await w.browser().get(doubled(name));
      expect(location?.pathname).toBe(`${w.base}/error`);
      expect(location?.searchParams.get('error')).toBe('invalid_request');
    });

    it('of missing ones', async () => {
      for (const name of ['client_id', 'redirect_uri']) {
        const other = hosted(await anotherClient(w, { ...ON_PAGES, callbackURLs: [CALLBACK, `${CALLBACK}2`] }), w.base);
        const { status, body } = await get({ [name]: '' }, other);
        expect(status).toBe(400);
        expect(body).toContain(`Required String parameter &#39;${name}&#39; is not present`);
      }
    });
  });

  it('shows no page with prompt=none, also at /login', async () => {
    for (const path of ['/oauth2/authorize', '/login']) {
      const { status, location } = await w.browser().get(w.url(path, { prompt: 'none', state: 's' }));
      expect([status, location?.href]).toEqual([302, `${CALLBACK}?error=login_required&state=s`]);
    }
  });

  it('signs nobody in at a client without the users of the pool', async () => {
    const other = hosted(await anotherClient(w, { ...ON_PAGES, supportedIdentityProviders: ['Elsewhere'] }), w.base);
    const browser = w.browser();
    const page = await browser.get(w.url('/login'));
    const form = { ...page.fields, username: 'ada', password: PASSWORD };
    const visits = [
      await browser.get(other.url('/login')),
      await browser.post(other.url('/login'), form),
      await browser.post(other.url('/mfa'), form),
    ];
    for (const { location } of visits) {
      expect(location?.pathname).toBe(`${w.base}/error`);
      expect(location?.searchParams.get('error')).toBe('unauthorized_client');
    }
  });

  it('takes the only redirect URI of a client', async () => {
    const { location } = await get({ redirect_uri: '' });
    expect(location?.pathname).toBe(`${w.base}/login`);
  });

  it('goes back to the default one of several, unless the client has several providers', async () => {
    const urls = { callbackURLs: ['https://app.example.com/other', CALLBACK], defaultRedirectURI: CALLBACK };
    const one = hosted(await anotherClient(w, { ...ON_PAGES, ...urls }), w.base);
    const { location } = await signInAt(one, one.browser(), 'ada', { parameters: { redirect_uri: '' } });
    expect(`${location?.origin}${location?.pathname}`).toBe(CALLBACK);
    const supportedIdentityProviders = ['COGNITO', 'Elsewhere'];
    const two = hosted(await anotherClient(w, { ...ON_PAGES, ...urls, supportedIdentityProviders }), w.base);
    expect((await get({ redirect_uri: '' }, two)).status).toBe(400);
  });

  it('answers in the fragment for the implicit grant, without refresh token', async () => {
    const implicit = hosted(await anotherClient(w, { ...ON_PAGES, allowedOAuthFlows: ['implicit'] }), w.base);
    const parameters = { response_type: 'token', state: 's', nonce: 'n', scope: 'openid email' };
    const { location } = await signInAt(implicit, implicit.browser(), 'ada', { parameters });
    expect(location?.search).toBe('');
    const {
      id_token: idToken,
      access_token: accessToken,
      ...others
    } = Object.fromEntries(new URLSearchParams(location?.hash.slice(1)));
    expect(others).toEqual({ token_type: 'Bearer', expires_in: '3600', state: 's' });
    expect(claimsOf(idToken ?? '')).toMatchObject({ nonce: 'n', at_hash: expect.any(String), token_use: 'id' });
    expect(claimsOf(accessToken ?? '')).toMatchObject({
      scope: 'openid email',
      version: 2,
      client_id: implicit.client.id,
    });
  });

  it('gives access tokens for a resource', async () => {
    const implicit = hosted(await anotherClient(w, { ...ON_PAGES, allowedOAuthFlows: ['implicit'] }), w.base);
    const parameters = { response_type: 'token', resource: 'https://api.example.com/v1' };
    const { location } = await signInAt(implicit, implicit.browser(), 'ada', { parameters });
    const answer = new URLSearchParams(location?.hash.slice(1));
    expect(claimsOf(answer.get('access_token') ?? '')).toMatchObject({ aud: 'https://api.example.com/v1' });
  });

  it.each(['https://api.example.com', 'http://localhost:3000/mcp', 'myapp://api', 'urn:example:api'])(
    'knows the resource %s',
    async (resource) => {
      expect((await get({ resource })).location?.pathname).toBe(`${w.base}/login`);
    },
  );

  it.each(['login consent', 'select_account', 'consent', 'unheard-of'])(
    'asks the person to sign in with prompt=%s',
    async (prompt) => {
      expect((await get({ prompt })).location?.pathname).toBe(`${w.base}/login`);
    },
  );

  it('brings back a state that is JSON', async () => {
    const state = '{"a":"%20&"}';
    const { location } = await signInAt(w, w.browser(), 'ada', { parameters: { state } });
    expect(location?.searchParams.get('state')).toBe(state);
  });

  it('does not know what only managed login knows on a classic domain', async () => {
    const classic = await service.pool({}, {}, { managedLoginVersion: 1 });
    const { location } = await get({ prompt: 'none', max_age: 'x', resource: 'x' }, classic);
    expect(location?.pathname).toBe(`${classic.base}/login`);
  });

  it('has no other method', async () => {
    const { status } = await w.browser().post(w.url('/oauth2/authorize'), {});
    expect(status).toBe(405);
  });
});
