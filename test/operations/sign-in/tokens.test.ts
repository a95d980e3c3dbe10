import { createHmac } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, claimsOf, signIn, signInPool } from '#test/sign-in.ts';

const DAY_MS = 86_400_000;

describe('refresh, revocation and access tokens', () => {
  let app: TestApp;
  let pool: Awaited<ReturnType<typeof signInPool>>['pool'];
  let client: Awaited<ReturnType<typeof signInPool>>['client'];
  let username: string;
  let n = 0;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the wire
  let tokens: any;

  beforeAll(async () => {
    app = await createTestApp();
    ({ pool, client } = await signInPool(app));
  });
  beforeEach(async () => {
    username = `user${n++}`;
    await addUser(app, pool, { username, attributes: { email: `${username}@example.com`, email_verified: 'true' } });
    tokens = (await signIn(app, client, username)).AuthenticationResult;
  });

  const refresh = (REFRESH_TOKEN: string, ClientId = client.id, AuthFlow = 'REFRESH_TOKEN_AUTH') =>
    app.call('InitiateAuth', { AuthFlow, ClientId, AuthParameters: { REFRESH_TOKEN } });
  const getUser = (AccessToken: string) => app.call('GetUser', { AccessToken });

  it.each(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'])(
    '%s gives new tokens of the same sign-in, and no refresh token',
    async (flow) => {
      app.advance(10 * 60_000);
      await refresh(tokens.RefreshToken);
      app.roundTrips.reset();
      const { AuthenticationResult: fresh } = await refresh(tokens.RefreshToken, client.id, flow);
      expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
      expect(Object.keys(fresh).sort()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType']);
      const [before, after] = [claimsOf(tokens.AccessToken), claimsOf(fresh.AccessToken)];
      for (const claim of ['event_id', 'origin_jti', 'auth_time', 'sub', 'username'])
        expect(after[claim]).toBe(before[claim]);
      expect(after.iat).toBe(Number(before.iat) + 600);
      expect(after.jti).not.toBe(before.jti);
      await getUser(fresh.AccessToken);
    },
  );

  it('refuses refresh tokens that are garbage, forged, foreign or expired', async () => {
    const invalid = { name: 'NotAuthorizedException', message: 'Invalid Refresh Token.' };
    await expect(refresh('garbage')).rejects.toMatchObject(invalid);
    await expect(refresh(tokens.AccessToken)).rejects.toMatchObject(invalid);
    const middle = Math.floor(tokens.RefreshToken.length / 2);
    const flipped = tokens.RefreshToken[middle] === 'A' ? 'B' : 'A';
    await expect(
      refresh(tokens.RefreshToken.slice(0, middle) + flipped + tokens.RefreshToken.slice(middle + 1)),
    ).rejects.toMatchObject(invalid);
    const other = await createClient(app, pool, { explicitAuthFlows: client.explicitAuthFlows });
    await expect(refresh(tokens.RefreshToken, other.id)).rejects.toMatchObject(invalid);
    const elsewhere = await signInPool(app);
    await expect(refresh(tokens.RefreshToken, elsewhere.client.id)).rejects.toMatchObject(invalid);
    app.advance(30 * DAY_MS);
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has expired' });
  });

  it('RevokeToken ends one sign-in and no other, and may be repeated', async () => {
    const second = (await signIn(app, client, username)).AuthenticationResult;
    const revoke = () => app.call('RevokeToken', { Token: tokens.RefreshToken, ClientId: client.id });
    expect(await revoke()).toEqual({});
    expect(await revoke()).toEqual({});
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
    await expect(getUser(tokens.AccessToken)).rejects.toMatchObject({ message: 'Access Token has been revoked' });
    await getUser(second.AccessToken);
    await refresh(second.RefreshToken);
  });

  it('RevokeToken refuses other tokens, clients and settings', async () => {
    const revoke = (Token: string, ClientId: string, ClientSecret?: string) =>
      app.call('RevokeToken', { Token, ClientId, ClientSecret });
    await expect(revoke(tokens.AccessToken, client.id)).rejects.toMatchObject({
      name: 'UnsupportedTokenTypeException',
    });
    expect(await revoke('not-a-token', client.id)).toEqual({});
    const other = await createClient(app, pool);
    await expect(revoke(tokens.RefreshToken, other.id)).rejects.toMatchObject({ name: 'UnauthorizedException' });
    await expect(revoke(tokens.RefreshToken, 'nosuchclient')).rejects.toMatchObject({ name: 'UnauthorizedException' });
    await expect(revoke(tokens.RefreshToken, client.id, 'x'.repeat(24))).rejects.toMatchObject({
      name: 'UnauthorizedException',
    });
    const off = await createClient(app, pool, { enableTokenRevocation: false });
    await expect(revoke(tokens.RefreshToken, off.id)).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
    const confidential = await createClient(app, pool, { secret: 's'.repeat(32) });
    await expect(revoke('not-a-token', confidential.id)).rejects.toMatchObject({ name: 'UnauthorizedException' });
    await expect(revoke('not-a-token', confidential.id, 't'.repeat(32))).rejects.toMatchObject({
      name: 'UnauthorizedException',
    });
    expect(await revoke('not-a-token', confidential.id, 's'.repeat(32))).toEqual({});
    await getUser(tokens.AccessToken);
  });

  it.each(['GlobalSignOut', 'AdminUserGlobalSignOut'])(
    '%s ends every sign-in, also one in progress',
    async (operation) => {
      const second = (await signIn(app, client, username)).AuthenticationResult;
      const input =
        operation === 'GlobalSignOut'
          ? { AccessToken: tokens.AccessToken }
          : { UserPoolId: pool.id, Username: username };
      expect(await app.call(operation, input)).toEqual({});
      for (const { AccessToken, RefreshToken } of [tokens, second]) {
        await expect(getUser(AccessToken)).rejects.toMatchObject({
          name: 'NotAuthorizedException',
          message: 'Access Token has been revoked',
        });
        await expect(refresh(RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
      }
      await getUser((await signIn(app, client, username)).AuthenticationResult.AccessToken);
    },
  );

  it('leaves out jti and origin_jti for a client without token revocation', async () => {
    const off = await createClient(app, pool, {
      explicitAuthFlows: client.explicitAuthFlows,
      enableTokenRevocation: false,
    });
    const { AccessToken, IdToken } = (await signIn(app, off, username)).AuthenticationResult;
    for (const token of [AccessToken, IdToken]) {
      expect(claimsOf(token)).not.toHaveProperty('jti');
      expect(claimsOf(token)).not.toHaveProperty('origin_jti');
      expect(claimsOf(token)).toHaveProperty('event_id');
    }
    await app.call('GlobalSignOut', { AccessToken });
    await expect(getUser(AccessToken)).rejects.toMatchObject({ message: 'Access Token has been revoked' });
  });

  it('GetUser shows what the client may read, in one read', async () => {
    expect(await getUser(tokens.AccessToken)).toEqual({
      Username: username,
      UserAttributes: [
        { Name: 'sub', Value: claimsOf(tokens.AccessToken).sub },
        { Name: 'email', Value: `${username}@example.com` },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    app.roundTrips.reset();
    await getUser(tokens.AccessToken);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
    const narrow = await createClient(app, pool, {
      explicitAuthFlows: client.explicitAuthFlows,
      readAttributes: ['email'],
    });
    const { AccessToken, IdToken } = (await signIn(app, narrow, username)).AuthenticationResult;
    expect((await getUser(AccessToken)).UserAttributes.map(({ Name }: { Name: string }) => Name)).toEqual([
      'sub',
      'email',
    ]);
    expect(claimsOf(IdToken)).not.toHaveProperty('email_verified');
  });

  it('refuses access tokens that are garbage, ID tokens, forged, of an unknown pool, or expired', async () => {
    const [header, payload, signature] = tokens.AccessToken.split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = claimsOf(tokens.AccessToken);
    const none = encode({ alg: 'none', kid: JSON.parse(Buffer.from(header, 'base64url').toString()).kid });
    const cases: [string, string][] = [
      ['garbage', 'Invalid Access Token'],
      ['a.b.c', 'Invalid Access Token'],
      [tokens.IdToken, 'Invalid Access Token'],
      // Not parsed: its payload may be nested without end.
      [`${header}.${encode({ a: '['.repeat(60_000) })}.${signature}`, 'Invalid Access Token'],
      [`${header}.${payload}.${'A'.repeat(signature.length)}`, 'Could not verify signature for Access Token'],
      [
        `${header}.${encode({ ...claims, username: 'admin' })}.${signature}`,
        'Could not verify signature for Access Token',
      ],
      [
        `${header}.${encode({ ...claims, iss: 'https://id.example.com/us-east-1_nosuchpoo' })}.${signature}`,
        'Could not verify signature for Access Token',
      ],
      // Nobody has judged the issuer yet when its pool is looked for.
      ...['x'.repeat(3000), '\ud800', '', 'us-east-1_a#b', 'us-east-1_\u0000', 7, null].map((iss): [string, string] => [
        `${header}.${encode({ ...claims, iss })}.${signature}`,
        'Could not verify signature for Access Token',
      ]),
      [
        `${encode({ alg: 'RS256', kid: 'unknown' })}.${payload}.${signature}`,
        'Could not verify signature for Access Token',
      ],
      [`${none}.${payload}.`, 'Invalid Access Token'],
    ];
    for (const [token, message] of cases)
      await expect(getUser(token)).rejects.toMatchObject({ name: 'NotAuthorizedException', message });
    app.advance(3_600_000);
    await expect(getUser(tokens.AccessToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has expired',
    });
  });

  it('refuses tokens of a user that is gone or disabled', async () => {
    const { sub } = claimsOf(tokens.AccessToken) as { sub: string };
    const { user } = await app.deps.records.read({ user: { kind: 'user', id: { poolId: pool.id, sub } } });
    await app.deps.records.commit([{ op: 'update', kind: 'user', before: user!, after: { ...user!, enabled: false } }]);
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject({ message: 'User is disabled.' });
    await app.call('AdminDeleteUser', { UserPoolId: pool.id, Username: username });
    await expect(getUser(tokens.AccessToken)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
  });

  it('checks SECRET_HASH at sign-in over the name that was sent, and at refresh over any name of the user', async () => {
    const secret = 's3cret'.repeat(6);
    const confidential = await createClient(app, pool, { explicitAuthFlows: client.explicitAuthFlows, secret });
    const hash = (name: string) =>
      createHmac('sha256', secret)
        .update(name + confidential.id)
        .digest('base64');
    const initiate = (parameters: Record<string, string>, AuthFlow = 'USER_PASSWORD_AUTH') =>
      app.call('InitiateAuth', { AuthFlow, ClientId: confidential.id, AuthParameters: parameters });
    const given = { USERNAME: username, PASSWORD: 'Passw0rd!example' };
    await expect(initiate(given)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: `Client ${confidential.id} is configured with secret but SECRET_HASH was not received`,
    });
    await expect(initiate({ ...given, SECRET_HASH: hash('other') })).rejects.toMatchObject({
      message: `Unable to verify secret hash for client ${confidential.id}`,
    });
    const { AuthenticationResult } = await initiate({ ...given, SECRET_HASH: hash(username) });
    const REFRESH_TOKEN = AuthenticationResult.RefreshToken;
    const sub = String(claimsOf(AuthenticationResult.AccessToken).sub);
    for (const name of [username, sub, `${username}@example.com`]) {
      await initiate({ REFRESH_TOKEN, SECRET_HASH: hash(name) }, 'REFRESH_TOKEN_AUTH');
    }
    await expect(initiate({ REFRESH_TOKEN }, 'REFRESH_TOKEN_AUTH')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    await expect(initiate({ REFRESH_TOKEN, SECRET_HASH: hash('other') }, 'REFRESH_TOKEN_AUTH')).rejects.toMatchObject({
      message: `Unable to verify secret hash for client ${confidential.id}`,
    });
    const request = {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: client.id,
      AuthParameters: { ...given, SECRET_HASH: 'x' },
    };
    await expect(app.call('InitiateAuth', request)).rejects.toMatchObject({
      message: `Client ${client.id} is not configured for secret but secret hash was received`,
    });
  });
});
