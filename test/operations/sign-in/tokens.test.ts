import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_EXPIRED,
  ACCESS_TOKEN_FORGED,
  ACCESS_TOKEN_INVALID,
  ACCESS_TOKEN_REVOKED,
  DISABLED,
  REFRESH_TOKEN_EXPIRED,
  REFRESH_TOKEN_INVALID,
  REFRESH_TOKEN_REVOKED,
  secretHashMissing,
  secretHashNeedless,
  secretHashWrong,
  UNAUTHORIZED_WRITE,
  USER_UNKNOWN,
} from '#test/errors.ts';
import {
  anotherClient,
  claimsOf,
  DAY,
  PASSWORD,
  secretHash,
  type TestPool,
  type Tokens,
  testPools,
  type Values,
} from '#test/world.ts';

const { app, ...service } = testPools();

describe('refresh, revocation and access tokens', () => {
  let username: string;
  let n = 0;
  let tokens: Tokens;
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });
  beforeEach(async () => {
    username = `user${n++}`;
    await w.add(username, { attributes: { email: `${username}@example.com`, email_verified: 'true' } });
    tokens = await w.tokens(username);
  });

  const refresh = (REFRESH_TOKEN: string, ClientId = w.client.id, AuthFlow = 'REFRESH_TOKEN_AUTH') =>
    app.call('InitiateAuth', { AuthFlow, ClientId, AuthParameters: { REFRESH_TOKEN } });

  it.each(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'])(
    '%s gives new tokens of the same sign-in, and no refresh token',
    async (flow) => {
      app.advance(10 * 60_000);
      await refresh(tokens.RefreshToken);
      app.roundTrips.reset();
      const { AuthenticationResult: fresh } = await refresh(tokens.RefreshToken, w.client.id, flow);
      expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
      expect(Object.keys(fresh).sort()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType']);
      const [before, after] = [claimsOf(tokens.AccessToken), claimsOf(fresh.AccessToken)];
      for (const claim of ['event_id', 'origin_jti', 'auth_time', 'sub', 'username'])
        expect(after[claim]).toBe(before[claim]);
      expect(after.iat).toBe(Number(before.iat) + 600);
      expect(after.jti).not.toBe(before.jti);
      await w.getUser(fresh.AccessToken);
    },
  );

  it('refuses refresh tokens that are garbage, forged, foreign or expired', async () => {
    await expect(refresh('garbage')).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    await expect(refresh(tokens.AccessToken)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    const middle = Math.floor(tokens.RefreshToken.length / 2);
    const flipped = tokens.RefreshToken[middle] === 'A' ? 'B' : 'A';
    await expect(
      refresh(tokens.RefreshToken.slice(0, middle) + flipped + tokens.RefreshToken.slice(middle + 1)),
    ).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    const other = await anotherClient(w);
    await expect(refresh(tokens.RefreshToken, other.client.id)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    const elsewhere = await service.pool();
    await expect(refresh(tokens.RefreshToken, elsewhere.client.id)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    app.advance(30 * DAY);
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_EXPIRED);
  });

  it('RevokeToken ends one sign-in and no other, and may be repeated', async () => {
    const second = await w.tokens(username);
    const revoke = () => app.call('RevokeToken', { Token: tokens.RefreshToken, ClientId: w.client.id });
    expect(await revoke()).toEqual({});
    expect(await revoke()).toEqual({});
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
    await expect(w.getUser(tokens.AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    await w.getUser(second.AccessToken);
    await refresh(second.RefreshToken);
  });

  it.each(['NONE', 'LINKED'])(
    'RevokeToken with %s holds also once the client cannot revoke any more',
    async (linked) => {
      const own = await anotherClient(w);
      const { AccessToken, RefreshToken: Token } = await own.tokens(username);
      expect(await own.clientCall('RevokeToken', { Token, RevokeAssociatedSessions: linked })).toEqual({});
      await own.call('UpdateUserPoolClient', {
        ClientId: own.client.id,
        ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        EnableTokenRevocation: false,
      });
      await expect(own.refresh(Token)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
      await expect(w.getUser(AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    },
  );

  it('RevokeToken refuses other tokens, clients and settings', async () => {
    const revoke = (Token: string, ClientId: string, ClientSecret?: string) =>
      app.call('RevokeToken', { Token, ClientId, ClientSecret });
    await expect(revoke(tokens.AccessToken, w.client.id)).rejects.toMatchObject({
      name: 'UnsupportedTokenTypeException',
    });
    expect(await revoke('not-a-token', w.client.id)).toEqual({});
    const other = await anotherClient(w);
    await expect(revoke(tokens.RefreshToken, other.client.id)).rejects.toMatchObject({ name: 'UnauthorizedException' });
    await expect(revoke(tokens.RefreshToken, 'nosuchclient')).rejects.toMatchObject({ name: 'UnauthorizedException' });
    await expect(revoke(tokens.RefreshToken, w.client.id, 'x'.repeat(24))).rejects.toMatchObject({
      name: 'UnauthorizedException',
    });
    const off = await anotherClient(w, { enableTokenRevocation: false });
    await expect(revoke(tokens.RefreshToken, off.client.id)).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
    });
    const confidential = await anotherClient(w, { secret: 's'.repeat(32) });
    await expect(revoke('not-a-token', confidential.client.id)).rejects.toMatchObject({
      name: 'UnauthorizedException',
    });
    await expect(revoke('not-a-token', confidential.client.id, 't'.repeat(32))).rejects.toMatchObject({
      name: 'UnauthorizedException',
    });
    expect(await revoke('not-a-token', confidential.client.id, 's'.repeat(32))).toEqual({});
    await w.getUser(tokens.AccessToken);
  });

  it.each(['GlobalSignOut', 'AdminUserGlobalSignOut'])(
    '%s ends every sign-in, also one in progress',
    async (operation) => {
      const second = await w.tokens(username);
      const input =
        operation === 'GlobalSignOut'
          ? { AccessToken: tokens.AccessToken }
          : { UserPoolId: w.pool.id, Username: username };
      expect(await app.call(operation, input)).toEqual({});
      for (const { AccessToken, RefreshToken } of [tokens, second]) {
        await expect(w.getUser(AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
        await expect(refresh(RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
      }
      await w.getUser((await w.signIn(username)).AuthenticationResult.AccessToken);
    },
  );

  it('leaves out jti and origin_jti for a client without token revocation', async () => {
    const off = await anotherClient(w, { enableTokenRevocation: false });
    const { AccessToken, IdToken } = await off.tokens(username);
    for (const token of [AccessToken, IdToken]) {
      expect(claimsOf(token)).not.toHaveProperty('jti');
      expect(claimsOf(token)).not.toHaveProperty('origin_jti');
      expect(claimsOf(token)).toHaveProperty('event_id');
    }
    await app.call('GlobalSignOut', { AccessToken });
    await expect(w.getUser(AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
  });

  it('GetUser shows what the client may read, in one read', async () => {
    expect(await w.getUser(tokens.AccessToken)).toEqual({
      Username: username,
      UserAttributes: [
        { Name: 'sub', Value: claimsOf(tokens.AccessToken).sub },
        { Name: 'email', Value: `${username}@example.com` },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    app.roundTrips.reset();
    await w.getUser(tokens.AccessToken);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
    const narrow = await anotherClient(w, { readAttributes: ['email'] });
    const { AccessToken, IdToken } = await narrow.tokens(username);
    expect((await w.getUser(AccessToken)).UserAttributes.map(({ Name }: { Name: string }) => Name)).toEqual([
      'sub',
      'email',
    ]);
    expect(claimsOf(IdToken)).not.toHaveProperty('email_verified');
  });

  it('lets a client with oidc:profile read and write the attributes of a profile, and no others', async () => {
    const own = await service.pool({}, { readAttributes: ['oidc:profile'], writeAttributes: ['oidc:profile'] });
    const ada = await own.person('ada', { nickname: 'Countess', email: 'ada@example.com', address: 'London' });
    expect(claimsOf(ada.token)).not.toHaveProperty('email');
    expect((await own.getUser(ada.token)).UserAttributes.map(({ Name }: { Name: string }) => Name)).toEqual([
      'sub',
      'nickname',
    ]);
    await ada.update({ nickname: 'A.' });
    await expect(ada.update({ address: 'Paris' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
  });

  it('refuses access tokens that are garbage, ID tokens, forged, of an unknown pool, or expired', async () => {
    const [header = '', payload, signature = ''] = tokens.AccessToken.split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = claimsOf(tokens.AccessToken);
    const none = encode({ alg: 'none', kid: JSON.parse(Buffer.from(header, 'base64url').toString()).kid });
    const cases: [string, string][] = [
      ['garbage', ACCESS_TOKEN_INVALID.message],
      ['a.b.c', ACCESS_TOKEN_INVALID.message],
      [tokens.IdToken, ACCESS_TOKEN_INVALID.message],
      // It is not parsed, because its payload may be nested without end.
      [`${header}.${encode({ a: '['.repeat(60_000) })}.${signature}`, ACCESS_TOKEN_INVALID.message],
      [`${header}.${payload}.${'A'.repeat(signature.length)}`, ACCESS_TOKEN_FORGED.message],
      [`${header}.${encode({ ...claims, username: 'admin' })}.${signature}`, ACCESS_TOKEN_FORGED.message],
      [
        `${header}.${encode({ ...claims, iss: 'https://id.example.com/us-east-1_nosuchpoo' })}.${signature}`,
        ACCESS_TOKEN_FORGED.message,
      ],
      // Nobody has judged the issuer yet when its pool is looked for.
      ...['x'.repeat(3000), '\ud800', '', 'us-east-1_a#b', 'us-east-1_\u0000', 7, null].map((iss): [string, string] => [
        `${header}.${encode({ ...claims, iss })}.${signature}`,
        ACCESS_TOKEN_FORGED.message,
      ]),
      [`${encode({ alg: 'RS256', kid: 'unknown' })}.${payload}.${signature}`, ACCESS_TOKEN_FORGED.message],
      [`${none}.${payload}.`, ACCESS_TOKEN_INVALID.message],
    ];
    for (const [token, message] of cases)
      await expect(w.getUser(token)).rejects.toMatchObject({ name: 'NotAuthorizedException', message });
    app.advance(3_600_000);
    await expect(w.getUser(tokens.AccessToken)).rejects.toMatchObject(ACCESS_TOKEN_EXPIRED);
  });

  it('refuses tokens of a user that is gone or disabled', async () => {
    const { sub } = claimsOf(tokens.AccessToken) as { sub: string };
    const { user } = await app.deps.records.read({ user: { kind: 'user', id: { poolId: w.pool.id, sub } } });
    await app.deps.records.commit([{ op: 'update', kind: 'user', before: user!, after: { ...user!, enabled: false } }]);
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(DISABLED);
    await app.call('AdminDeleteUser', { UserPoolId: w.pool.id, Username: username });
    await expect(w.getUser(tokens.AccessToken)).rejects.toMatchObject(USER_UNKNOWN);
    await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
  });

  it('checks SECRET_HASH at sign-in over the name that was sent, and at refresh over any name of the user', async () => {
    const secret = 's3cret'.repeat(6);
    const confidential = await anotherClient(w, { secret });
    const hash = (name: string) => secretHash(secret, name, confidential.client.id);
    const initiate = (parameters: Values, AuthFlow = 'USER_PASSWORD_AUTH') =>
      confidential.initiate(AuthFlow, parameters);
    const given = { USERNAME: username, PASSWORD };
    await expect(initiate(given)).rejects.toMatchObject(secretHashMissing(confidential.client.id));
    await expect(initiate({ ...given, SECRET_HASH: hash('other') })).rejects.toMatchObject(
      secretHashWrong(confidential.client.id),
    );
    const { AuthenticationResult } = await initiate({ ...given, SECRET_HASH: hash(username) });
    const REFRESH_TOKEN = AuthenticationResult.RefreshToken;
    const sub = String(claimsOf(AuthenticationResult.AccessToken).sub);
    for (const name of [username, sub, `${username}@example.com`]) {
      await initiate({ REFRESH_TOKEN, SECRET_HASH: hash(name) }, 'REFRESH_TOKEN_AUTH');
    }
    await expect(initiate({ REFRESH_TOKEN }, 'REFRESH_TOKEN_AUTH')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    await expect(initiate({ REFRESH_TOKEN, SECRET_HASH: hash('other') }, 'REFRESH_TOKEN_AUTH')).rejects.toMatchObject(
      secretHashWrong(confidential.client.id),
    );
    const needless = w.initiate('USER_PASSWORD_AUTH', { ...given, SECRET_HASH: 'x' });
    await expect(needless).rejects.toMatchObject(secretHashNeedless(w.client.id));
  });
});
