import { beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, HOUR, type Values } from '#test/world.ts';
import { type HostedPool, hostedPools } from './setup.ts';
import {
  ask,
  basic,
  codeForm,
  codeOf,
  error,
  errorOf,
  json,
  otherClient,
  PKCE,
  post,
  redeem,
  refreshWith,
  SECOND_SECRET,
  SECRET,
  tokensOf,
  VERIFIER,
} from './tokens.ts';

const { app, ...service } = hostedPools();
const USER = { attributes: { email: 'ada@example.com', email_verified: 'true', name: 'Ada' } };
const ROTATION = { refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: 0 } } as const;

async function stage(...settings: Parameters<typeof service.pool>): Promise<HostedPool> {
  const w = await service.pool(...settings);
  await w.add('ada', USER);
  return w;
}

describe('/oauth2/token', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await stage();
  });

  it('answers JSON that any site may read and no cache keeps', async () => {
    const answer = await redeem(w, await codeOf(w, 'ada'));
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
      pragma: 'no-cache',
      'x-amz-cognito-request-id': 'request-1',
    });
    const { id_token, access_token, refresh_token, ...rest } = json(answer);
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3600 });
    expect(claimsOf(access_token)).toMatchObject({ version: 2, client_id: w.client.id, username: 'ada' });
    expect(claimsOf(id_token)).toMatchObject({
      aud: w.client.id,
      email: 'ada@example.com',
      at_hash: expect.any(String),
    });
    expect(refresh_token).toMatch(/^[\w-]+$/);
  });

  it.each<[string, Values]>([
    ['no grant type', {}],
    ['an empty grant type', { grant_type: '' }],
    ['no code', { grant_type: 'authorization_code', redirect_uri: 'https://app.example.com/callback' }],
    ['no redirect URI', { grant_type: 'authorization_code', code: 'c' }],
    ['no refresh token', { grant_type: 'refresh_token' }],
    ['no client', { grant_type: 'refresh_token', refresh_token: 'r', client_id: '' }],
    ['a value that is too long', { grant_type: 'refresh_token', refresh_token: 'r'.repeat(65_537) }],
  ])('refuses a request with %s', async (_what, form) => {
    const [status, body] = errorOf(await ask(w, form));
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_request' });
  });

  it.each(['password', 'implicit', '__proto__', 'constructor', 'urn:ietf:params:oauth:grant-type:device_code'])(
    'does not know the grant type %s',
    async (grantType) => {
      expect(errorOf(await ask(w, { grant_type: grantType }))).toEqual(error('unsupported_grant_type'));
    },
  );

  it('refuses a parameter that is sent twice', async () => {
    const body = `grant_type=refresh_token&client_id=${w.client.id}&refresh_token=a&refresh_token=b`;
    const answer = await w.browser().raw('POST', `${w.base}/oauth2/token`, body);
    expect(errorOf(answer)).toEqual(error('invalid_request', 'The parameter refresh_token is sent more than once.'));
  });

  it.each([
    ['JSON', 'application/json', '{"grant_type":"refresh_token"}'],
    ['a form of several parts', 'multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
    ['nothing', 'application/x-www-form-urlencoded', ''],
    ['bytes that are no text', 'application/x-www-form-urlencoded', '\u0000=%FF%FE&%zz'],
    ['a form with too many fields', 'application/x-www-form-urlencoded', `grant_type=refresh_token${'&a'.repeat(500)}`],
    ['a megabyte of ampersands', 'application/x-www-form-urlencoded', '&'.repeat(1_000_000)],
    ['a form that is called a text', 'text/plain', 'grant_type=refresh_token&refresh_token=r'],
  ])('refuses %s', async (_what, type, body) => {
    const answer = await w.browser().raw('POST', `${w.base}/oauth2/token`, body, { 'content-type': type });
    expect(errorOf(answer)).toEqual(error('invalid_request'));
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('is not for %s', async (method) => {
    const answer = await w.browser().raw(method, `${w.base}/oauth2/token?grant_type=refresh_token`);
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });

  it('takes no parameter from the query', async () => {
    const form = codeForm(await codeOf(w, 'ada'), { client_id: w.client.id });
    const answer = await w.browser().raw('POST', `${w.base}/oauth2/token?${new URLSearchParams(form)}`, '');
    expect(errorOf(answer)).toEqual(error('invalid_request'));
  });
});

describe('a client at /oauth2/token', () => {
  let w: HostedPool;
  let app2: HostedPool;
  beforeAll(async () => {
    w = await stage({}, { secret: SECRET });
    await w.call('AddUserPoolClientSecret', { ClientId: w.client.id, ClientSecret: SECOND_SECRET });
    app2 = await otherClient(w);
  });
  const bad = { grant_type: 'refresh_token', refresh_token: 'none' };
  /** A client that has proved itself gets as far as its token, which is none. */
  const proven = error('invalid_grant');

  it.each<[string, (id: string) => readonly [Values, Values]]>([
    ['its secret in a header', (id) => [{ client_id: '' }, basic(id, SECRET)]],
    ['its id in both', (id) => [{}, basic(id, SECRET)]],
    ['its second secret', (id) => [{ client_id: '' }, basic(id, SECOND_SECRET)]],
    ['its secret in the form', () => [{ client_secret: SECRET }, {}]],
    ['its second secret in the form', () => [{ client_secret: SECOND_SECRET }, {}]],
    ['an encoded secret', (id) => [{ client_id: '' }, basic(id, encodeURIComponent(SECRET))]],
    ['a scheme in small letters', (id) => [{}, { authorization: basic(id, SECRET).authorization!.replace('B', 'b') }]],
  ])('proves itself by %s', async (_what, proof) => {
    const [form, headers] = proof(w.client.id);
    expect(errorOf(await ask(w, { ...bad, ...form }, headers))).toEqual(proven);
  });

  it.each<[string, (id: string) => readonly [Values, Values]]>([
    ['no secret', () => [{}, {}]],
    ['an empty secret', (id) => [{}, basic(id, '')]],
    ['a wrong secret', (id) => [{}, basic(id, `${SECRET}1`)]],
    ['a wrong secret in the form', () => [{ client_secret: SECRET.toLowerCase() }, {}]],
    ['another id in the form', (id) => [{ client_id: 'another' }, basic(id, SECRET)]],
    ['an unknown id', () => [{ client_id: '' }, basic('unknown', SECRET)]],
    ['no id', () => [{ client_id: '' }, basic('', SECRET)]],
    ['a header without colon', (id) => [{}, { authorization: `Basic ${Buffer.from(id).toString('base64')}` }]],
    ['a header that is not base64', () => [{}, { authorization: 'Basic %%%' }]],
    ['an empty header', () => [{}, { authorization: '' }]],
    ['another scheme', (id) => [{}, { authorization: basic(id, SECRET).authorization!.replace('Basic', 'Bearer') }]],
    ['two headers', (id) => [{}, { authorization: Array(2).fill(basic(id, SECRET).authorization).join(', ') }]],
    [
      'bytes that are no text',
      () => [{}, { authorization: `Basic ${Buffer.from([255, 58, 254]).toString('base64')}` }],
    ],
  ])('does not prove itself by %s', async (_what, proof) => {
    const [form, headers] = proof(w.client.id);
    expect(errorOf(await ask(w, { ...bad, ...form }, headers))).toEqual(error('invalid_client'));
  });

  it('may not use both ways at once', async () => {
    const answer = await ask(w, { ...bad, client_secret: SECRET }, basic(w.client.id, SECRET));
    expect(errorOf(answer)).toEqual(error('invalid_request'));
  });

  it('without a secret may send none', async () => {
    expect(errorOf(await ask(app2, bad))).toEqual(proven);
    expect(errorOf(await ask(app2, bad, basic(app2.client.id, '')))).toEqual(proven);
    expect(errorOf(await ask(app2, { ...bad, client_secret: SECRET }))).toEqual(error('invalid_client'));
  });

  it('is none at the domain of another pool', async () => {
    const other = await service.pool();
    expect(errorOf(await post(other, '/oauth2/token', { ...bad, client_id: app2.client.id }))).toEqual(
      error('invalid_client'),
    );
  });
});

describe('an authorization code', () => {
  it('needs a client that has the flow', async () => {
    const w = await stage();
    const code = await codeOf(w, 'ada');
    await w.call('UpdateUserPoolClient', { ClientId: w.client.id, AllowedOAuthFlowsUserPoolClient: false });
    expect(errorOf(await redeem(w, code))).toEqual(error('unauthorized_client'));
  });

  it('costs one read and one write', async () => {
    const w = await stage();
    await tokensOf(w, 'ada');
    const code = await codeOf(w, 'ada');
    app.roundTrips.reset();
    await redeem(w, code);
    expect({ ...app.roundTrips }).toMatchObject({ writes: 1, staleReads: [] });
    expect(app.roundTrips.reads).toBe(1);
  });

  it('works with PKCE, and without', async () => {
    const w = await stage();
    json(await redeem(w, await codeOf(w, 'ada', PKCE), { code_verifier: VERIFIER }));
    json(await redeem(w, await codeOf(w, 'ada')));
  });

  it('gives no ID token without openid', async () => {
    const w = await stage();
    const tokens = await tokensOf(w, 'ada', { scope: 'aws.cognito.signin.user.admin' });
    expect(tokens).not.toHaveProperty('id_token');
    expect(json(await refreshWith(w, tokens.refresh_token))).not.toHaveProperty('id_token');
  });

  it('is refused to a client that cannot read all attributes of a scope', async () => {
    const w = await stage({}, { readAttributes: ['email', 'name'] });
    expect(errorOf(await redeem(w, await codeOf(w, 'ada', { scope: 'openid email' })))).toEqual(error('invalid_grant'));
    json(await redeem(w, await codeOf(w, 'ada', { scope: 'openid profile' })));
  });

  it('tells the redirect URI that is not registered', async () => {
    const w = await stage();
    const form = { redirect_uri: 'https://app.example.com/callback/' };
    const answer = await redeem(w, await codeOf(w, 'ada'), form);
    expect(errorOf(answer)).toEqual(error('unauthorized_client', 'invalid_redirect'));
  });
});

describe('a refresh token', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await stage({}, { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
  });

  it('gives new tokens of the same grant, without a nonce and without itself', async () => {
    const parameters = { scope: 'openid email', nonce: 'n', resource: 'https://api.example.com' };
    const first = await tokensOf(w, 'ada', parameters);
    app.advance(60_000);
    const { access_token, id_token, ...rest } = json(await refreshWith(w, first.refresh_token));
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3600 });
    const before = claimsOf(first.access_token);
    const { iat, exp, jti, ...same } = claimsOf(access_token);
    expect(before).toMatchObject(same);
    expect(same).toMatchObject({ scope: 'openid email', aud: 'https://api.example.com', version: 2 });
    expect([iat, exp, jti]).not.toContain(before.iat);
    const claims = claimsOf(id_token);
    expect(claims).toMatchObject({ email: 'ada@example.com', auth_time: before.auth_time });
    for (const name of ['nonce', 'name']) expect(claims).not.toHaveProperty(name);
    expect(claims.at_hash).not.toBe(claimsOf(first.id_token).at_hash);
  });

  it('costs one read and no write', async () => {
    const { refresh_token } = await tokensOf(w, 'ada');
    app.roundTrips.reset();
    json(await refreshWith(w, refresh_token));
    expect(app.roundTrips.reads).toBe(1);
    expect(app.roundTrips.writes).toBe(0);
  });

  it('of the API gives what the API gives', async () => {
    const { RefreshToken } = await w.tokens('ada');
    const { access_token, id_token } = json(await refreshWith(w, RefreshToken));
    expect(claimsOf(access_token)).toMatchObject({ scope: 'aws.cognito.signin.user.admin' });
    expect(claimsOf(access_token)).not.toHaveProperty('version');
    expect(claimsOf(id_token)).not.toHaveProperty('at_hash');
  });

  it('of the API is not taken while the pool tracks devices, and one of the pages is', async () => {
    const own = await stage();
    const { RefreshToken } = await own.tokens('ada');
    const { refresh_token } = await tokensOf(own, 'ada');
    const tracking = { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: false };
    await own.changePool({ deviceConfiguration: tracking });
    app.advance(HOUR / 60);
    expect(errorOf(await refreshWith(own, RefreshToken))).toEqual(error('invalid_grant'));
    json(await refreshWith(own, refresh_token));
  });

  it('of the pages keeps its scopes in the API', async () => {
    const own = await stage();
    const { refresh_token } = await tokensOf(own, 'ada', {
      scope: 'openid email',
      resource: 'https://api.example.com',
    });
    const { AuthenticationResult: got } = await own.clientCall('GetTokensFromRefreshToken', {
      RefreshToken: refresh_token,
    });
    const { AuthenticationResult: refreshed } = await own.refresh(refresh_token);
    for (const { AccessToken, IdToken } of [got, refreshed]) {
      expect(claimsOf(AccessToken)).toMatchObject({ scope: 'openid email', aud: 'https://api.example.com' });
      expect(claimsOf(IdToken)).not.toHaveProperty('name');
    }
    const { refresh_token: silent } = await tokensOf(own, 'ada', { scope: 'aws.cognito.signin.user.admin' });
    const { AuthenticationResult: none } = await own.refresh(silent);
    expect(none).not.toHaveProperty('IdToken');
    expect((await own.getUser(none.AccessToken)).Username).toBe('ada');
    await expect(own.getUser(got.AccessToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token does not have required scopes',
    });
  });

  it('takes the scopes that it has, and is not narrowed by them', async () => {
    const { refresh_token } = await tokensOf(w, 'ada', { scope: 'openid email' });
    for (const scope of ['openid email', 'openid']) {
      expect(claimsOf(json(await refreshWith(w, refresh_token, { scope })).access_token).scope).toBe('openid email');
    }
    for (const scope of ['openid profile', 'openid none/such']) {
      expect(errorOf(await refreshWith(w, refresh_token, { scope }))).toEqual(error('invalid_scope'));
    }
  });

  it('is rotated, and one that comes again ends the sign-in', async () => {
    const own = await stage({}, ROTATION);
    const { refresh_token: first } = await tokensOf(own, 'ada');
    expect(errorOf(await refreshWith(own, first, { scope: 'phone none' }))).toEqual(error('invalid_scope'));
    const { refresh_token: second, access_token } = json(await refreshWith(own, first));
    expect(second).not.toBe(first);
    expect((await own.getUser(access_token)).Username).toBe('ada');
    expect(errorOf(await refreshWith(own, first))).toEqual(error('invalid_grant'));
    expect(errorOf(await refreshWith(own, second))).toEqual(error('invalid_grant'));
    await expect(own.getUser(access_token)).rejects.toThrow('Access Token has been revoked');
  });

  it.each([
    ['text', async () => 'none'],
    ['access token', async () => (await tokensOf(w, 'ada')).access_token],
    ['code', () => codeOf(w, 'ada')],
  ])('is not any %s', async (_what, make) => {
    expect(errorOf(await refreshWith(w, await make()))).toEqual(error('invalid_grant'));
  });

  it('is for its own client', async () => {
    const { refresh_token } = await tokensOf(w, 'ada');
    expect(errorOf(await refreshWith(await otherClient(w), refresh_token))).toEqual(error('invalid_grant'));
  });

  it.each<[string, (own: HostedPool) => Promise<unknown>]>([
    ['the user has signed out', (own) => own.call('AdminUserGlobalSignOut', { Username: 'ada' })],
    ['the user is disabled', (own) => own.call('AdminDisableUser', { Username: 'ada' })],
    ['the user must choose a password', (own) => own.call('AdminResetUserPassword', { Username: 'ada' })],
    ['the user is deleted', (own) => own.call('AdminDeleteUser', { Username: 'ada' })],
    ['it has expired', async () => app.advance(31 * 24 * HOUR)],
  ])('is refused once %s', async (_what, happen) => {
    const own = await stage();
    const { refresh_token } = await tokensOf(own, 'ada');
    await happen(own);
    expect(errorOf(await refreshWith(own, refresh_token))).toEqual(error('invalid_grant'));
  });
});
