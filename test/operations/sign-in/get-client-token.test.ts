import { beforeAll, describe, expect, it } from 'vitest';
import { verifyJwt } from '#core/tokens/jwt.ts';
import { clientUnknown } from '#test/errors.ts';
import { anotherClient, claimsOf, type TestPool, testPools } from '#test/world.ts';

const { app, ...service } = testPools();
const SECRET = 'aSecretOfAMachine000000000000001';
const SECOND = 'anotherSecretOfIt000000000000002';
const MACHINE = {
  secret: SECRET,
  explicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
  allowedOAuthScopes: ['api/read', 'api/write', 'https://x.example.com/v1/all'],
};
const invalidScope = (scope: string) => ({
  name: 'InvalidParameterException',
  message: `Invalid scope requested: ${scope}`,
});
const wrongSecret = ({ client }: TestPool) => ({
  name: 'NotAuthorizedException',
  message: `Unable to verify secret for client ${client.id}`,
});

const server = (Identifier: string, ...names: readonly string[]) => ({
  Identifier,
  Name: 'api',
  Scopes: names.map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
});
const get = (w: TestPool, more: object = {}) => w.clientCall('GetClientToken', { Secret: SECRET, ...more });
const scopeOf = async (w: TestPool, more: object = {}): Promise<string> =>
  String(claimsOf((await get(w, more)).ClientAuthenticationResult.AccessToken).scope);

async function machine(settings: object = {}): Promise<TestPool> {
  const w = await service.pool({}, { ...MACHINE, ...settings });
  await w.call('CreateResourceServer', server('api', 'read', 'write', 'delete'));
  await w.call('CreateResourceServer', server('https://x.example.com/v1', 'all'));
  return w;
}

describe('GetClientToken', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await machine();
  });

  it('gives an access token for the client itself, and writes nothing', async () => {
    await get(w);
    app.roundTrips.reset();
    const { ClientAuthenticationResult, ...rest } = await get(w, { Scopes: ['api/read'] });
    expect({ ...app.roundTrips }).toMatchObject({ reads: 0, writes: 0 });
    expect(rest).toEqual({});
    const { AccessToken, ...shown } = ClientAuthenticationResult;
    expect(shown).toEqual({ ExpiresIn: 3600, TokenType: 'Bearer' });
    const now = app.deps.clock.now();
    const iat = Math.floor(now / 1000);
    const keys = await app.deps.configuration.signingKeys(w.pool.id);
    const key = keys.find(({ use }) => use === 'access')!;
    expect(verifyJwt(key, AccessToken, { issuer: w.pool.issuer, now })).toEqual({
      sub: w.client.id,
      client_id: w.client.id,
      token_use: 'access',
      scope: 'api/read',
      iss: w.pool.issuer,
      auth_time: iat,
      iat,
      exp: iat + 3600,
      version: 2,
      jti: expect.any(String),
    });
    expect(claimsOf(AccessToken).jti).not.toBe(claimsOf((await get(w)).ClientAuthenticationResult.AccessToken).jti);
    expect(app.audit.at(-1)).toMatchObject({ clientId: w.client.id, poolId: w.pool.id, outcome: 'tokens' });
  });

  it('gives the token the lifetime of access tokens of the client', async () => {
    const { client } = await anotherClient(w, {
      ...MACHINE,
      accessTokenValidity: 10,
      tokenValidityUnits: { accessToken: 'minutes' },
    });
    const { ClientAuthenticationResult } = await get(w, { ClientId: client.id });
    expect(ClientAuthenticationResult.ExpiresIn).toBe(600);
    const { iat, exp } = claimsOf(ClientAuthenticationResult.AccessToken);
    expect(Number(exp) - Number(iat)).toBe(600);
  });

  it('is answered without a signature too', async () => {
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetClientToken' };
    const body = JSON.stringify({ ClientId: w.client.id, Secret: SECRET });
    const { statusCode } = await app.send({ headers, body });
    expect(statusCode).toBe(200);
  });

  it('gives all custom scopes of the client where none is asked for', async () => {
    for (const more of [{}, { Scopes: [] }]) expect(await scopeOf(w, more)).toBe(MACHINE.allowedOAuthScopes.join(' '));
    expect(await scopeOf(w, { Scopes: ['api/write', 'api/write', 'api/read'] })).toBe('api/write api/read');
  });

  it.each(['api/delete', 'api/none', 'other/read', 'read', 'openid', 'aws.cognito.signin.user.admin', '/', 'api/'])(
    'refuses the scope %s, which the client does not have',
    async (scope) => {
      await expect(get(w, { Scopes: ['api/read', scope] })).rejects.toMatchObject(invalidScope(scope));
    },
  );

  it('never gives scopes of users, even if the client has them', async () => {
    const own = await machine({ allowedOAuthScopes: ['openid', 'aws.cognito.signin.user.admin', 'api/read'] });
    expect(await scopeOf(own)).toBe('api/read');
    await expect(get(own, { Scopes: ['openid'] })).rejects.toMatchObject(invalidScope('openid'));
  });

  it('gives the scope of initial access tokens, for which there is no resource server', async () => {
    const scope = 'aws.cognito/dcr/register';
    const w = await machine();
    const { UserPoolClient } = await w.call('CreateUserPoolClient', {
      ClientName: 'registrar',
      ClientSecret: SECRET,
      ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['api/read', scope],
    });
    const of = { ClientId: UserPoolClient.ClientId };
    expect(await scopeOf(w, of)).toBe(`api/read ${scope}`);
    app.roundTrips.reset();
    expect(await scopeOf(w, { ...of, Scopes: [scope] })).toBe(scope);
    expect(app.roundTrips).toMatchObject({ reads: 0, writes: 0 });
    await expect(get(w, { Scopes: [scope] })).rejects.toMatchObject(invalidScope(scope));
    for (const other of ['aws.cognito/dcr/other', 'aws.cognito/dcr/register/x', 'aws.cognito/DCR/register']) {
      await expect(w.call('UpdateUserPoolClient', { ...of, AllowedOAuthScopes: [other] })).rejects.toMatchObject({
        name: 'ScopeDoesNotExistException',
      });
    }
  });

  it('leaves out scopes that were deleted, and refuses a request that leaves none', async () => {
    const own = await machine();
    await own.call('UpdateResourceServer', server('api', 'read'));
    await own.call('DeleteResourceServer', { Identifier: 'https://x.example.com/v1' });
    expect(await scopeOf(own)).toBe('api/read');
    expect(await scopeOf(own, { Scopes: ['api/write', 'api/read'] })).toBe('api/read');
    await expect(get(own, { Scopes: ['api/write'] })).rejects.toMatchObject(invalidScope('api/write'));
    await own.call('DeleteResourceServer', { Identifier: 'api' });
    await expect(get(own)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Client ${own.client.id} has no custom scopes.`,
    });
  });

  it('takes each of two secrets, and none that was deleted', async () => {
    const own = await machine();
    await own.call('AddUserPoolClientSecret', { ClientId: own.client.id, ClientSecret: SECOND });
    await get(own);
    await get(own, { Secret: SECOND });
    const { ClientSecrets } = await own.call('ListUserPoolClientSecrets', { ClientId: own.client.id });
    const { ClientSecretId } = ClientSecrets[0];
    await own.call('DeleteUserPoolClientSecret', { ClientId: own.client.id, ClientSecretId });
    await expect(get(own)).rejects.toMatchObject(wrongSecret(own));
    await get(own, { Secret: SECOND });
  });

  it.each([
    ['the one of another client', `${SECRET}0`],
    ['a part', SECRET.slice(0, 24)],
    ['other letters', SECRET.toUpperCase()],
  ])('refuses a wrong secret: %s', async (_what, Secret) => {
    await expect(get(w, { Secret, Scopes: ['other/read'] })).rejects.toMatchObject(wrongSecret(w));
  });

  it('refuses a client without a secret, another flow, and an unknown client', async () => {
    const open = await anotherClient(w, { ...MACHINE, secret: undefined } as object);
    await expect(get(open)).rejects.toMatchObject(wrongSecret(open));
    for (const explicitAuthFlows of [['ALLOW_USER_PASSWORD_AUTH'], [], undefined]) {
      const other = await anotherClient(w, { ...MACHINE, explicitAuthFlows } as object);
      await expect(get(other)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'CLIENT_TOKEN_AUTH flow not enabled for this client',
      });
    }
    await expect(get(w, { ClientId: 'unknown' })).rejects.toMatchObject(clientUnknown('unknown'));
  });

  it('gives tokens that do nothing for users', async () => {
    const { AccessToken } = (await get(w)).ClientAuthenticationResult;
    for (const operation of ['GetUser', 'ListUserSessions', 'GlobalSignOut']) {
      await expect(app.call(operation, { AccessToken })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Access Token does not have required scopes',
      });
    }
  });

  it('is all that such a client may do: it signs in nobody', async () => {
    const { username } = await w.someone();
    await expect(w.signIn(username)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
