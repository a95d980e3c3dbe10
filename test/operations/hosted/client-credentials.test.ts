import { beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, type Values } from '#test/world.ts';
import { type HostedPool, hostedPools } from './setup.ts';
import { ask, basic, error, errorOf, json, otherClient, SECOND_SECRET, SECRET, withApi } from './tokens.ts';

const { app, ...service } = hostedPools();
const MACHINE = {
  secret: SECRET,
  explicitAuthFlows: [],
  allowedOAuthFlows: ['client_credentials'],
  allowedOAuthScopes: ['api/read', 'api/write'],
};

async function machine(settings: object = {}, pool: object = {}): Promise<HostedPool> {
  const w = await service.pool(pool, { ...MACHINE, ...settings });
  await withApi(w, 'read', 'write', 'delete');
  return w;
}

const get = (w: HostedPool, form: Values = {}) =>
  ask(w, { grant_type: 'client_credentials', client_id: '', ...form }, basic(w.client.id, SECRET));
const scopeOf = async (w: HostedPool, form: Values = {}) => claimsOf(json(await get(w, form)).access_token).scope;

describe('client_credentials', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await machine();
  });

  it('gives an access token for the client itself, without a read or a write', async () => {
    await get(w);
    app.roundTrips.reset();
    const { access_token, ...rest } = json(await get(w));
    expect(app.roundTrips.reads).toBe(0);
    expect(app.roundTrips.writes).toBe(0);
    expect(rest).toEqual({ expires_in: 3600, token_type: 'Bearer' });
    const iat = Math.floor(app.deps.clock.now() / 1000);
    expect(claimsOf(access_token)).toEqual({
      sub: w.client.id,
      client_id: w.client.id,
      token_use: 'access',
      scope: 'api/read api/write',
      iss: w.pool.issuer,
      auth_time: iat,
      iat,
      exp: iat + 3600,
      version: 2,
      jti: expect.any(String),
    });
    const line = { operation: 'Token_POST', clientId: w.client.id, outcome: 'tokens', result: 'Success' };
    expect(app.audit.at(-1)).toMatchObject(line);
  });

  it('gives the scopes that are asked for', async () => {
    expect(await scopeOf(w, { scope: 'api/write' })).toBe('api/write');
    expect(await scopeOf(w, { scope: ' api/write  api/read api/write ' })).toBe('api/write api/read');
  });

  it.each([
    ['api/delete', 'invalid_grant'],
    ['openid', 'invalid_grant'],
    ['aws.cognito.signin.user.admin', 'invalid_grant'],
    ['api/none', 'invalid_scope'],
    ['other/read', 'invalid_scope'],
    ['read', 'invalid_scope'],
    ['/', 'invalid_scope'],
    ['<script>', 'invalid_scope'],
  ])('refuses the scope %s, which the client does not have, with %s', async (scope, code) => {
    expect(errorOf(await get(w, { scope: `api/read ${scope}` }))).toEqual(error(code));
  });

  it('takes a scope that the client got a moment ago', async () => {
    const own = await machine();
    await get(own);
    const { before } = await app.deps.records.read({ before: { kind: 'client', id: { id: own.client.id } } });
    const after = { ...before!, allowedOAuthScopes: ['api/delete'] };
    await app.deps.records.commit([{ op: 'update', kind: 'client', before: before!, after }]);
    expect(await scopeOf(own, { scope: 'api/delete' })).toBe('api/delete');
  });

  it('leaves out scopes that were deleted, and gives none if none is left', async () => {
    const own = await machine();
    expect(await scopeOf(own)).toBe('api/read api/write');
    const Scopes = [{ ScopeName: 'read', ScopeDescription: 'read' }];
    await own.call('UpdateResourceServer', { Identifier: 'api', Name: 'api', Scopes });
    expect(await scopeOf(own)).toBe('api/read');
    expect(await scopeOf(own, { scope: 'api/write api/read' })).toBe('api/read');
    expect(errorOf(await get(own, { scope: 'api/write' }))).toEqual(error('invalid_scope'));
    await own.call('DeleteResourceServer', { Identifier: 'api' });
    expect(errorOf(await get(own))).toEqual(error('invalid_scope'));
    await withApi(own, 'read');
    expect(await scopeOf(own)).toBe('api/read');
  });

  it('is for clients that have the flow, or ALLOW_CLIENT_TOKEN_AUTH, and a secret', async () => {
    const off = { allowedOAuthFlows: [], allowedOAuthFlowsUserPoolClient: false };
    const byFlow = await otherClient(w, { ...MACHINE, ...off, explicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'] });
    expect(await scopeOf(byFlow)).toBe('api/read api/write');
    for (const settings of [
      off,
      { ...MACHINE, allowedOAuthFlowsUserPoolClient: false },
      { allowedOAuthFlows: ['code'] },
    ]) {
      const other = await otherClient(w, { ...MACHINE, ...settings });
      expect(errorOf(await get(other))).toEqual(error('unauthorized_client'));
    }
    const { secret: _, ...withoutSecret } = MACHINE;
    const open = await otherClient(w, withoutSecret);
    const answer = await ask(open, { grant_type: 'client_credentials' });
    expect(errorOf(answer)).toEqual(error('unauthorized_client'));
  });

  it('takes each of two secrets until it is deleted', async () => {
    const own = await machine();
    await own.call('AddUserPoolClientSecret', { ClientId: own.client.id, ClientSecret: SECOND_SECRET });
    const by = (secret: string) =>
      ask(own, { grant_type: 'client_credentials', client_id: '' }, basic(own.client.id, secret));
    for (const secret of [SECRET, SECOND_SECRET]) json(await by(secret));
    const { ClientSecrets } = await own.call('ListUserPoolClientSecrets', { ClientId: own.client.id });
    const { ClientSecretId } = ClientSecrets[0];
    await own.call('DeleteUserPoolClientSecret', { ClientId: own.client.id, ClientSecretId });
    expect(errorOf(await by(SECRET))).toEqual(error('invalid_client'));
    json(await by(SECOND_SECRET));
  });

  it('works in the tier LITE', async () => {
    expect(await scopeOf(await machine({}, { userPoolTier: 'LITE' }))).toBe('api/read api/write');
  });
});

describe('the function before tokens of a machine', () => {
  const asking = (lambdaVersion: 'V1_0' | 'V2_0' | 'V3_0', handler?: () => never) => {
    const lambdaArn = app.functions.set('machine-token', handler);
    return machine({}, { lambdaConfig: { preTokenGenerationConfig: { lambdaVersion, lambdaArn } } });
  };
  const metadata = JSON.stringify({ for: 'ada' });

  it('sees aws_client_metadata from version 3 of the event on', async () => {
    const { events } = app.functions;
    for (const version of ['V1_0', 'V2_0'] as const) json(await get(await asking(version)));
    expect(events).toEqual([]);
    const w = await asking('V3_0');
    json(await get(w, { aws_client_metadata: metadata }));
    expect(events).toEqual([
      {
        version: '3',
        triggerSource: 'TokenGeneration_ClientCredentials',
        region: 'us-east-1',
        userPoolId: w.pool.id,
        userName: 'ClientCredentials',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
        request: {
          userAttributes: {},
          groupConfiguration: null,
          scopes: ['api/read', 'api/write'],
          clientMetadata: { for: 'ada' },
        },
        response: { claimsAndScopeOverrideDetails: null },
      },
    ]);
  });

  it.each(['{', '[]', 'null', '"a"', '{"a":1}', '{"a":{"b":"c"}}'])('does not take %s as metadata', async (given) => {
    const w = await machine();
    expect(errorOf(await get(w, { aws_client_metadata: given }))).toEqual(error('invalid_request'));
  });

  it('gives no token when it throws', async () => {
    const w = await asking('V3_0', () => {
      throw new Error('Not now');
    });
    const answer = await get(w);
    expect(errorOf(answer)).toEqual(error('invalid_request', 'PreTokenGeneration failed with error Not now.'));
  });
});
