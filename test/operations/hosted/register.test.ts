import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as oauth from 'oauth4webapi';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import type { DcrConfiguration } from '#core/pools/dcr.ts';
import type { Pool } from '#core/pools/pool.ts';
import { domainHandler } from '#functions/hosted/domain-handler.ts';
import { commit, custom, schemaWith } from '#test/fixtures.ts';
import { anotherClient, beforeNextCommit, claimsOf, HOUR } from '#test/world.ts';
import { type HostedPool, hostedPools, signInAt } from './setup.ts';

const { app, ...service } = hostedPools();
const SECRET = 'aSecretOfAMachine000000000000001';
const REGISTER = 'aws.cognito/dcr/register';
const OPEN: DcrConfiguration = { enableStatus: 'Enabled', openDcrEnabled: true };
const AUTHENTICATED: DcrConfiguration = { enableStatus: 'Enabled', openDcrEnabled: false };
const MACHINE = { secret: SECRET, explicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'], allowedOAuthScopes: [REGISTER] };
const METADATA = {
  redirect_uris: ['https://app.example.com/callback'],
  client_name: 'App',
  token_endpoint_auth_method: 'none',
};

type More = { readonly token?: string; readonly address?: string; readonly headers?: Record<string, string> };

const handle = domainHandler(() => Promise.resolve(app.deps));

/** Sends a request to the endpoint. A text is sent as it is. */
async function post(w: HostedPool, metadata: unknown = METADATA, { token, address = '192.0.2.1', headers }: More = {}) {
  const response = await handle({
    rawPath: `${w.base}/oauth2/register`,
    rawQueryString: '',
    isBase64Encoded: false,
    headers: {
      host: 'id.example.com',
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
    requestContext: {
      requestId: 'request-1',
      timeEpoch: app.deps.clock.now(),
      http: { method: 'POST', sourceIp: address },
    },
  });
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(response.body) };
}

const pool = (dcrConfiguration: DcrConfiguration | undefined = OPEN, more: Partial<Pool> = {}, client: object = {}) =>
  service.pool({ dcrConfiguration, ...more }, client);
const describeClient = async (w: HostedPool, ClientId: string) =>
  (await w.call('DescribeUserPoolClient', { ClientId })).UserPoolClient;
const clientsOf = async (w: HostedPool) =>
  (await app.deps.records.list('clients', { poolId: w.pool.id }, { limit: 60 })).values;
const tokenOf = async (w: HostedPool): Promise<string> =>
  (await w.clientCall('GetClientToken', { Secret: SECRET })).ClientAuthenticationResult.AccessToken;
const server = (Identifier: string, ...names: readonly string[]) => ({
  Identifier,
  Name: 'api',
  Scopes: names.map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
});
/** Changes the pool as UpdateUserPool does. */
const update = (w: HostedPool, DcrConfiguration?: object) => w.call('UpdateUserPool', { DcrConfiguration });

describe('POST /oauth2/register', () => {
  it('registers a public client, which is an app client of the pool', async () => {
    const w = await pool();
    const { status, headers, body } = await post(w);
    expect(status).toBe(201);
    expect(headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': expect.stringContaining('no-store'),
      pragma: 'no-cache',
      'access-control-allow-origin': '*',
    });
    expect(body).toEqual({
      client_id: expect.stringMatching(/^[0-9a-v]{26}$/),
      client_id_issued_at: Math.floor(app.deps.clock.now() / 1000),
      client_name: 'App',
      redirect_uris: ['https://app.example.com/callback'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: 'openid email phone profile',
    });
    expect(app.audit.at(-1)).toMatchObject({
      operation: 'Register_POST',
      result: 'Success',
      poolId: w.pool.id,
      clientId: body.client_id,
    });
    const shown = await describeClient(w, body.client_id);
    expect(shown).toMatchObject({
      ClientType: 'DCR',
      ClientName: 'App',
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'phone', 'profile'],
      CallbackURLs: ['https://app.example.com/callback'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
    });
    expect(shown).not.toHaveProperty('ClientSecret');
  });

  it('registers a client with a secret that works', async () => {
    const w = await pool();
    for (const token_endpoint_auth_method of [undefined, 'client_secret_basic', 'client_secret_post']) {
      const { body } = await post(w, { ...METADATA, token_endpoint_auth_method });
      expect(body).toMatchObject({
        client_secret: expect.stringMatching(/^[0-9a-v]{52}$/),
        client_secret_expires_at: 0,
        token_endpoint_auth_method: token_endpoint_auth_method ?? 'client_secret_basic',
      });
      const shown = await describeClient(w, body.client_id);
      expect(shown.ClientSecret).toBe(body.client_secret);
      expect(shown).not.toHaveProperty('RefreshTokenRotation');
    }
  });

  it('names a client without a name after its id', async () => {
    const w = await pool();
    const { body } = await post(w, { redirect_uris: METADATA.redirect_uris });
    expect(body.client_name).toBe(body.client_id);
    expect(await describeClient(w, body.client_id)).toMatchObject({ ClientName: body.client_id });
  });

  it('gives access to standard attributes and to no custom ones', async () => {
    const schema = schemaWith({ email: { required: true } }, custom('custom:role'));
    const w = await pool(OPEN, { schema });
    const { body } = await post(w);
    const shown = await describeClient(w, body.client_id);
    expect(shown.ReadAttributes).toEqual(expect.arrayContaining(['sub', 'email', 'email_verified', 'locale']));
    expect(shown.WriteAttributes).toEqual(expect.arrayContaining(['email', 'locale']));
    for (const list of [shown.ReadAttributes, shown.WriteAttributes]) expect(list).not.toContain('custom:role');
    expect(shown.WriteAttributes).not.toContain('email_verified');
  });

  it('keeps out of the sign-in of the API', async () => {
    const w = await pool();
    await w.add('ada');
    const { body } = await post(w);
    for (const [AuthFlow, AuthParameters] of [
      ['USER_SRP_AUTH', { USERNAME: 'ada', SRP_A: 'ab' }],
      ['USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD: 'x' }],
      ['CUSTOM_AUTH', { USERNAME: 'ada' }],
      ['USER_AUTH', { USERNAME: 'ada' }],
    ] as const) {
      await expect(
        app.call('InitiateAuth', { ClientId: body.client_id, AuthFlow, AuthParameters }),
      ).rejects.toMatchObject({ name: 'InvalidParameterException', message: expect.stringMatching(/not enabled/) });
    }
  });

  it('makes what CreateUserPoolClient would make: an administrator may send it back', async () => {
    const w = await pool({ ...OPEN, allowedScopes: ['api/read'] });
    await w.call('CreateResourceServer', server('api', 'read'));
    for (const method of ['none', 'client_secret_post']) {
      const { body } = await post(w, { ...METADATA, token_endpoint_auth_method: method });
      const shown = await describeClient(w, body.client_id);
      const { ClientType, ClientSecret, CreationDate, LastModifiedDate, ...settings } = shown;
      expect((await w.call('UpdateUserPoolClient', settings)).UserPoolClient).toEqual(shown);
    }
  });
});

describe('who may register', () => {
  it('nobody while it is off', async () => {
    for (const settings of [undefined, { ...OPEN, enableStatus: 'Disabled' } as const]) {
      const w = await service.pool(settings && { dcrConfiguration: settings }, MACHINE);
      for (const token of [undefined, await tokenOf(w)]) {
        expect(await post(w, METADATA, token === undefined ? {} : { token })).toMatchObject({
          status: 403,
          body: { error: 'access_denied', error_description: 'The user pool does not register clients.' },
        });
      }
      expect(await clientsOf(w)).toHaveLength(1);
    }
  });

  it('whoever has an initial access token', async () => {
    const w = await pool(AUTHENTICATED, {}, MACHINE);
    expect(await post(w)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect(await post(w, METADATA, { token: await tokenOf(w) })).toMatchObject({ status: 201 });
  });

  it('not with any other token', async () => {
    const w = await pool(OPEN, {}, { ...MACHINE, allowedOAuthScopes: ['api/read'] });
    await w.call('CreateResourceServer', server('api', 'read'));
    const elsewhere = await pool(OPEN, {}, MACHINE);
    const token = await tokenOf(w);
    const signIn = await anotherClient(w);
    await signIn.add('ada');
    const { AccessToken, IdToken } = await signIn.tokens('ada');
    expect(await post(w, METADATA, { token })).toMatchObject({
      status: 403,
      headers: { 'www-authenticate': expect.stringContaining('Bearer error="insufficient_scope"') },
      body: { error: 'insufficient_scope' },
    });
    expect(await post(w, METADATA, { token: AccessToken })).toMatchObject({ status: 403 });
    const foreign = await tokenOf(elsewhere);
    const [head, , signature] = foreign.split('.');
    const forged = `${head}.${Buffer.from(JSON.stringify({ iss: w.pool.issuer, scope: REGISTER })).toString('base64url')}.${signature}`;
    for (const wrong of [IdToken, foreign, forged, 'x', 'x.y.z', `${token.slice(0, -4)}AAAA`]) {
      expect(await post(w, METADATA, { token: wrong })).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': expect.stringContaining('Bearer error="invalid_token"') },
        body: { error: 'invalid_token' },
      });
    }
    for (const authorization of ['', 'Basic eDp5', 'Bearer', 'Bearer a b', `bearer ${'x'.repeat(70_000)}`]) {
      expect(await post(w, METADATA, { headers: { authorization } })).toMatchObject({ status: 401 });
    }
    expect(await clientsOf(w)).toHaveLength(2);
  });

  it('with a token of a user whose app has the scope, until the user signs out', async () => {
    const w = await pool(AUTHENTICATED, { lambdaConfig: scopeTrigger() }, { allowedOAuthScopes: [REGISTER] });
    await w.add('ada');
    const { AccessToken } = await w.tokens('ada');
    expect(await post(w, METADATA, { token: AccessToken })).toMatchObject({ status: 201 });
    await w.call('AdminUserGlobalSignOut', { Username: 'ada' });
    expect(await post(w, METADATA, { token: AccessToken })).toMatchObject({ status: 401 });
    await w.call('AdminDeleteUser', { Username: 'ada' });
    expect(await post(w, METADATA, { token: AccessToken })).toMatchObject({ status: 401 });
  });

  it('not once the token has expired, its client has lost the scope, or is gone', async () => {
    const w = await pool(AUTHENTICATED, {}, MACHINE);
    const token = await tokenOf(w);
    app.advance(HOUR);
    expect(await post(w, METADATA, { token })).toMatchObject({ status: 401 });
    const fresh = await tokenOf(w);
    const ids = { ClientId: w.client.id };
    await w.call('UpdateUserPoolClient', { ...ids, ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'] });
    expect(await post(w, METADATA, { token: fresh })).toMatchObject({ status: 403 });
    await w.call('DeleteUserPoolClient', ids);
    expect(await post(w, METADATA, { token: fresh })).toMatchObject({ status: 401 });
  });

  it('follows a change of the pool at once, whatever is cached', async () => {
    const w = await pool();
    expect(await post(w)).toMatchObject({ status: 201 });
    await update(w, { OpenDcrEnabled: false });
    expect(await post(w)).toMatchObject({ status: 401 });
    await update(w, { OpenDcrEnabled: true });
    expect(await post(w)).toMatchObject({ status: 201 });
    await update(w, undefined);
    expect(await post(w)).toMatchObject({ status: 403 });
  });

  it('nobody in a way whose list of grants is empty', async () => {
    const w = await pool({ ...OPEN, openDcrGrantTypes: [], authenticatedGrantTypes: ['code'] }, {}, MACHINE);
    expect(await post(w)).toMatchObject({ status: 403, body: { error: 'access_denied' } });
    const token = await tokenOf(w);
    expect(await post(w, METADATA, { token })).toMatchObject({ status: 201 });
    await update(w, { OpenDcrEnabled: true, AuthenticatedGrantTypes: [] });
    expect(await post(w, METADATA, { token })).toMatchObject({ status: 403, body: { error: 'access_denied' } });
    expect(await post(w)).toMatchObject({ status: 201 });
  });
});

/** A trigger with which tokens of the API get the scope. Its client must have the scope all the same. */
function scopeTrigger(): Pool['lambdaConfig'] {
  const lambdaArn = app.functions.set('scope', (event) => ({
    ...event,
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: [REGISTER] } } },
  }));
  return { preTokenGenerationConfig: { lambdaVersion: 'V2_0', lambdaArn } };
}

describe('grants and scopes', () => {
  const machine = { grant_types: ['client_credentials'] };
  let w: HostedPool;
  let token: string;
  beforeAll(async () => {
    const allowedScopes = ['api/read', 'api/write', 'gone/all', REGISTER, 'aws.cognito.signin.user.admin'];
    w = await pool({ ...OPEN, allowedScopes }, {}, MACHINE);
    await w.call('CreateResourceServer', server('api', 'read', 'write', 'delete'));
    token = await tokenOf(w);
  });
  const scopes = async (metadata: object, more: More = {}) => (await post(w, metadata, more)).body.scope;

  it('are all that the pool allows and that exist, but not the scope of users', async () => {
    expect(await scopes(METADATA)).toBe('openid email phone profile api/read api/write');
  });

  it('are those that the app asks for', async () => {
    const scope = `openid api/write api/delete gone/all ${REGISTER} offline_access`;
    expect(await scopes({ ...METADATA, scope })).toBe('openid api/write');
    expect(await scopes({ ...METADATA, scope: 'aws.cognito.signin.user.admin openid' })).toBe(
      'openid aws.cognito.signin.user.admin',
    );
  });

  it.each([['api/delete'], [REGISTER], ['gone/all'], ['offline_access']])('are never %s', async (scope) => {
    expect(await post(w, { ...METADATA, scope })).toMatchObject({
      status: 400,
      body: { error: 'invalid_client_metadata' },
    });
  });

  it('of a machine are custom ones, which it gets with its secret', async () => {
    const { status, body } = await post(w, machine, { token });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      scope: 'api/read api/write',
    });
    expect(await describeClient(w, body.client_id)).toMatchObject({
      AllowedOAuthFlows: ['client_credentials'],
      ClientSecret: body.client_secret,
    });
    expect((await post(w, { ...machine, scope: 'openid' }, { token })).status).toBe(400);
  });

  it('of a machine are for registrations with a token only, unless the pool says so', async () => {
    expect(await post(w, machine)).toMatchObject({ status: 400, body: { error: 'invalid_client_metadata' } });
    const open = await pool({ ...OPEN, openDcrGrantTypes: ['client_credentials'], allowedScopes: ['api/read'] });
    await open.call('CreateResourceServer', server('api', 'read'));
    expect(await post(open, machine)).toMatchObject({ status: 201 });
    expect(await post(open)).toMatchObject({ status: 400 });
  });

  it('of a machine are not there in a pool that allows no custom scope', async () => {
    const other = await pool({ ...OPEN, openDcrGrantTypes: ['client_credentials'] });
    expect(await post(other, machine)).toMatchObject({ status: 400, body: { error: 'invalid_client_metadata' } });
  });
});

describe('a registered client', () => {
  let w: HostedPool;
  let ids: { readonly ClientId: string };
  beforeEach(async () => {
    w = await pool();
    ids = {
      ClientId: (await post(w, { ...METADATA, token_endpoint_auth_method: 'client_secret_post' })).body.client_id,
    };
  });

  it('is listed as one, and without a type among all', async () => {
    const list = async (ClientType?: string) =>
      (await w.call('ListUserPoolClients', { ClientType })).UserPoolClients.map(
        (c: { ClientId: string }) => c.ClientId,
      );
    expect(await list('DCR')).toEqual([ids.ClientId]);
    expect(await list('REGULAR')).toEqual([w.client.id]);
    expect((await list()).sort()).toEqual([ids.ClientId, w.client.id].sort());
  });

  it('stays one when it is updated, and can be deleted', async () => {
    const { UserPoolClient } = await w.call('UpdateUserPoolClient', { ...ids, ClientName: 'Other' });
    expect(UserPoolClient).toMatchObject({ ClientType: 'DCR', ClientName: 'Other' });
    await w.call('DeleteUserPoolClient', ids);
    await expect(describeClient(w, ids.ClientId)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('never gets the scope of initial access tokens', async () => {
    await expect(
      w.call('UpdateUserPoolClient', { ...ids, AllowedOAuthScopes: ['openid', REGISTER] }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `A dynamically registered client cannot have the scope ${REGISTER}.`,
    });
    const { client } = await app.deps.records.read({ client: { kind: 'client', id: { id: ids.ClientId } } });
    // Not even by a record that says so.
    const after = {
      ...client!,
      allowedOAuthScopes: [REGISTER],
      explicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
    } satisfies Client;
    await commit(app, { op: 'update', kind: 'client', before: client!, after });
    app.deps.configuration.forget(ids.ClientId);
    const { ClientSecret: Secret } = await describeClient(w, ids.ClientId);
    const { ClientAuthenticationResult } = await app.call('GetClientToken', { ...ids, Secret });
    expect(await post(w, METADATA, { token: ClientAuthenticationResult.AccessToken })).toMatchObject({ status: 401 });
  });

  it('has no operations on its secret', async () => {
    const refused = {
      name: 'InvalidParameterException',
      message: `Client ${ids.ClientId} is dynamically registered and has no client secret operations.`,
    };
    await expect(w.call('AddUserPoolClientSecret', ids)).rejects.toMatchObject(refused);
    await expect(w.call('ListUserPoolClientSecrets', ids)).rejects.toMatchObject(refused);
    await expect(
      w.call('DeleteUserPoolClientSecret', { ...ids, ClientSecretId: `${ids.ClientId}--1` }),
    ).rejects.toMatchObject(refused);
  });
});

describe('an app that has registered itself', () => {
  // The values of RFC 7636, appendix B.
  const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const PKCE = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
  const redirect_uri = METADATA.redirect_uris[0]!;
  let w: HostedPool;
  beforeAll(async () => {
    w = await pool();
    await w.add('ada');
  });

  it('signs a user in with PKCE and redeems the code, without a secret', async () => {
    const { client_id } = (await post(w)).body;
    const browser = w.browser();
    const parameters = { client_id, redirect_uri, scope: 'openid profile', ...PKCE };
    const { location } = await signInAt(w, browser, 'ada', { parameters });
    const code = location?.searchParams.get('code') ?? '';
    const redeem = { grant_type: 'authorization_code', client_id, redirect_uri, code, code_verifier };
    const { status, body } = await browser.post(`${w.base}/oauth2/token`, redeem);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ token_type: 'Bearer', id_token: expect.any(String) });
    expect(claimsOf(JSON.parse(body).access_token)).toMatchObject({ client_id, scope: 'openid profile' });
  });

  it('is sent away without PKCE, unless it has a secret', async () => {
    const request = async (metadata: object, more: object = {}) => {
      const { client_id } = (await post(w, { ...METADATA, ...metadata })).body;
      return w.browser().get(w.url('/oauth2/authorize', { client_id, redirect_uri, scope: 'openid', ...more }));
    };
    const refused = { error: 'invalid_request', error_description: 'code_challenge is required' };
    expect(Object.fromEntries((await request({})).location!.searchParams)).toEqual(refused);
    expect((await request({}, PKCE)).location!.pathname).toBe(`${w.base}/login`);
    const secret = { token_endpoint_auth_method: 'client_secret_post' };
    expect((await request(secret)).location!.pathname).toBe(`${w.base}/login`);
  });

  it('is led to no redirect URI but its own', async () => {
    const { client_id } = (await post(w)).body;
    const to = (redirect_uri: string) =>
      w.browser().get(w.url('/oauth2/authorize', { client_id, redirect_uri, scope: 'openid', ...PKCE }));
    for (const wrong of [
      `${redirect_uri}/`,
      `${redirect_uri}?a=b`,
      'https://app.example.com',
      'https://evil.example/',
    ]) {
      expect((await to(wrong)).location?.pathname).toBe(`${w.base}/error`);
    }
    expect((await to(redirect_uri)).location?.pathname).toBe(`${w.base}/login`);
  });

  it('may use oauth4webapi to do so', async () => {
    const issuer = 'https://id.example.com';
    const server: oauth.AuthorizationServer = { issuer, registration_endpoint: `${issuer}${w.base}/oauth2/register` };
    const customFetch = async (_: string, { body, headers }: { readonly body?: unknown; readonly headers: object }) => {
      const {
        status,
        headers: sent,
        body: answer,
      } = await post(w, String(body), {
        headers: Object.fromEntries(Object.entries(headers)),
      });
      return new Response(JSON.stringify(answer), { status, headers: sent });
    };
    const response = await oauth.dynamicClientRegistrationRequest(server, METADATA, {
      [oauth.customFetch]: customFetch as never,
    });
    const client = await oauth.processDynamicClientRegistrationResponse(response);
    expect(await describeClient(w, client.client_id)).toMatchObject({ ClientType: 'DCR' });
  });
});

describe('bad requests', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await pool();
  });

  it.each([
    ['no JSON', '{', {}],
    ['a form', 'redirect_uris=x', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON that says it is text', JSON.stringify(METADATA), { 'content-type': 'text/plain' }],
    ['JSON of another kind', JSON.stringify(METADATA), { 'content-type': 'application/jsonx' }],
    ['a list', [METADATA], {}],
    ['nesting', `${'['.repeat(10_000)}`, {}],
  ])('are refused: %s', async (_, body, headers) => {
    expect(await post(w, body, { headers: headers as Record<string, string> })).toMatchObject({
      status: 400,
      headers: { 'cache-control': expect.stringContaining('no-store') },
      body: { error: 'invalid_client_metadata', error_description: expect.any(String) },
    });
  });

  it('are refused when they are too large', async () => {
    const body = JSON.stringify({ ...METADATA, filler: 'x'.repeat(200_000) });
    expect(await post(w, body)).toMatchObject({ status: 413, body: { error: 'invalid_client_metadata' } });
  });

  it('leave nothing behind, and use up nothing', async () => {
    const before = await clientsOf(w);
    for (let n = 0; n < 25; n++) {
      expect(await post(w, { ...METADATA, redirect_uris: ['javascript:alert(1)'] })).toMatchObject({
        status: 400,
        body: { error: 'invalid_redirect_uri' },
      });
    }
    expect(await clientsOf(w)).toEqual(before);
    expect(await post(w)).toMatchObject({ status: 201 });
  });

  it('do not hide the wrong URI among many good ones', async () => {
    const redirect_uris = Array.from({ length: 100 }, (_, n) => `https://app.example.com/${n}`);
    expect(await post(w, { ...METADATA, redirect_uris })).toMatchObject({ status: 201, body: { redirect_uris } });
    expect(await post(w, { ...METADATA, redirect_uris: redirect_uris.with(57, 'http://evil.example/') })).toMatchObject(
      {
        status: 400,
        body: { error_description: 'The redirect URI with the index 57 cannot use the HTTP protocol.' },
      },
    );
  });
});

describe('a flood', () => {
  it('from one address ends after 20 registrations in an hour, and leaves others alone', async () => {
    const w = await pool(OPEN, {}, MACHINE);
    for (let n = 0; n < 20; n++) expect((await post(w)).status).toBe(201);
    app.advance(1000);
    expect(await post(w)).toMatchObject({
      status: 429,
      headers: { 'retry-after': String(3599) },
      body: { error: 'temporarily_unavailable' },
    });
    expect((await post(w, METADATA, { address: '::ffff:192.0.2.1' })).status).toBe(429);
    expect((await post(w, METADATA, { address: '192.0.2.2' })).status).toBe(201);
    expect((await post(w, METADATA, { token: await tokenOf(w) })).status).toBe(201);
    app.advance(HOUR);
    expect((await post(w)).status).toBe(201);
  });

  it('from one IPv6 network counts as one from an address', async () => {
    const w = await pool();
    for (let n = 1; n <= 20; n++) expect((await post(w, METADATA, { address: `2001:db8::${n}` })).status).toBe(201);
    expect((await post(w, METADATA, { address: '2001:db8::ffff:0:0:1' })).status).toBe(429);
    expect((await post(w, METADATA, { address: '2001:db8:0:1::1' })).status).toBe(201);
  });

  it('of requests at the same time gets no more than its limit', async () => {
    const w = await pool();
    const all = await Promise.all(Array.from({ length: 30 }, () => post(w)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(10);
    expect(await clientsOf(w)).toHaveLength(21);
  });

  it('from many addresses ends too, and locks out neither administrators nor apps with a token', async () => {
    const w = await pool(OPEN, {}, MACHINE);
    const { id: poolId } = w.pool;
    const used = { poolId, subject: 'registrations', window: 'REGISTER#OPEN', count: 200, lockedUntil: 0 };
    const expiresAt = app.deps.clock.now() + HOUR;
    await commit(app, { op: 'create', kind: 'attempts', value: { ...used, expiresAt } });
    expect(await post(w)).toMatchObject({ status: 429, headers: { 'retry-after': '3600' } });
    expect((await post(w, METADATA, { token: await tokenOf(w) })).status).toBe(201);
    await expect(w.call('CreateUserPoolClient', { ClientName: 'ours' })).resolves.toBeDefined();
  });

  it('does not fill the quota of clients up', async () => {
    const w = await pool(OPEN, {}, MACHINE);
    const fill = async (count: number) => {
      const { id, version, ...client } = w.client;
      const value = (n: number) => ({ ...client, id: `${n}`.padStart(26, 'f'), clientName: `${n}` });
      const have = (await app.deps.records.count('clients', { poolId: w.pool.id }, 1000)) - 1;
      const changes = Array.from({ length: count - 1 - have }, (_, n) => value(have + n));
      for (let at = 0; at < changes.length; at += 100) {
        await commit(
          app,
          ...changes.slice(at, at + 100).map((value) => ({ op: 'create', kind: 'client', value }) as const),
        );
      }
    };
    const token = await tokenOf(w);
    await fill(899);
    expect((await post(w)).status).toBe(201);
    expect(await post(w)).toMatchObject({ status: 429, headers: { 'retry-after': '3600' } });
    expect((await post(w, METADATA, { token })).status).toBe(201);
    await fill(950);
    expect((await post(w, METADATA, { token })).status).toBe(429);
    await expect(w.call('CreateUserPoolClient', { ClientName: 'ours' })).resolves.toBeDefined();
  });

  it('leaves no address readable in the table', async () => {
    const w = await pool();
    await post(w, METADATA, { address: '198.51.100.77' });
    const keys = await partitionKeys();
    expect(keys.filter((pk) => pk.startsWith(`T#${w.pool.id}#address-`))).toHaveLength(1);
    expect(keys.filter((pk) => pk.includes('198.51.100'))).toEqual([]);
  });
});

/** The partition keys of all items of the table. */
async function partitionKeys(): Promise<readonly string[]> {
  const keys: string[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await app.table.client.send(
      new ScanCommand({ TableName: app.table.tableName, ConsistentRead: true, ExclusiveStartKey }),
    );
    keys.push(...(page.Items ?? []).map(({ pk }) => String(pk)));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return keys;
}

describe('a change of the pool while a client is being registered', () => {
  it('wins', async () => {
    const w = await pool();
    const before = await clientsOf(w);
    beforeNextCommit(app, () => update(w, { EnableStatus: 'Disabled' }));
    expect(await post(w)).toMatchObject({ status: 403 });
    expect(await clientsOf(w)).toEqual(before);
  });
});

describe('a client that an app has registered', () => {
  it('gets nothing by the SSO session of somebody who follows a link to it', async () => {
    const w = await pool();
    await w.add('ada');
    const browser = w.browser();
    await signInAt(w, browser, 'ada');
    const { body } = await post(w);
    const parameters = {
      client_id: body.client_id,
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    };
    const { location } = await browser.get(w.url('/oauth2/authorize', parameters));
    expect(location?.pathname).toBe(`${w.base}/login`);
    const page = await browser.get(String(location));
    expect(page.fields).toHaveProperty('password');
    const silent = await browser.get(w.url('/oauth2/authorize', { ...parameters, prompt: 'none' }));
    expect(silent.location?.searchParams.get('error')).toBe('login_required');
    expect((await browser.get(w.url('/oauth2/authorize'))).location?.searchParams.has('code')).toBe(true);
  });
});
