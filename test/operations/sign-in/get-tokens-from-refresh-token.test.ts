import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, claimsOf, PASSWORD, signInPool } from '#test/sign-in.ts';
import { PASSWORD_FLOW, REUSE, REVOKED, rotating, signedIn, updateClient } from './refresh.ts';

const INVALID = { name: 'NotAuthorizedException', message: 'Invalid Refresh Token.' };

describe('GetTokensFromRefreshToken', () => {
  let app: TestApp;
  let pool: Pool;

  beforeAll(async () => {
    app = await createTestApp();
    ({ pool } = await signInPool(app));
  });

  const getUser = (AccessToken: string) => app.call('GetUser', { AccessToken });

  describe('without rotation', () => {
    it('gives new tokens of the same sign-in and no refresh token, in one read', async () => {
      const { tokens, refresh, client } = await signedIn(app, pool, { explicitAuthFlows: PASSWORD_FLOW });
      await refresh(tokens.RefreshToken);
      app.advance(10 * 60_000);
      await refresh(tokens.RefreshToken);
      app.roundTrips.reset();
      const answer = await app.call('GetTokensFromRefreshToken', {
        RefreshToken: tokens.RefreshToken,
        ClientId: client.id,
        DeviceKey: 'us-east-1_0a1b2c3d-0000-4000-8000-000000000000',
        ClientMetadata: { some: 'thing' },
      });
      expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
      expect(Object.keys(answer)).toEqual(['AuthenticationResult']);
      const fresh = answer.AuthenticationResult;
      expect(Object.keys(fresh).sort()).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType']);
      const [before, after] = [claimsOf(tokens.AccessToken), claimsOf(fresh.AccessToken)];
      for (const claim of ['event_id', 'origin_jti', 'auth_time', 'sub', 'username', 'client_id'])
        expect(after[claim]).toBe(before[claim]);
      expect(after.iat).toBe(Number(before.iat) + 600);
      expect(after.jti).not.toBe(before.jti);
      await getUser(fresh.AccessToken);
    });

    it('tells of the user as it is now', async () => {
      const { tokens, refresh, force } = await signedIn(app, pool, { explicitAuthFlows: PASSWORD_FLOW });
      await force({ attributes: { email: 'new@example.com' } });
      expect(claimsOf((await refresh(tokens.RefreshToken)).IdToken)).toMatchObject({ email: 'new@example.com' });
    });

    it('judges a token from a time of rotation by its generation', async () => {
      const { tokens, refresh, client, family } = await signedIn(app, pool, rotating(60));
      const second = await refresh(tokens.RefreshToken);
      await updateClient(app, client, { refreshTokenRotation: { feature: 'DISABLED', retryGracePeriodSeconds: 0 } });
      expect(await refresh(second.RefreshToken)).not.toHaveProperty('RefreshToken');
      expect(await family()).toMatchObject({ generation: 1 });
      await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REUSE);
      await expect(refresh(second.RefreshToken)).rejects.toMatchObject(REVOKED);
    });
  });

  describe('refuses', () => {
    it('tokens that are garbage, forged, another client’s, or no refresh tokens', async () => {
      const { tokens, refresh } = await signedIn(app, pool, rotating(0));
      const middle = Math.floor(tokens.RefreshToken.length / 2);
      const flipped = tokens.RefreshToken[middle] === 'A' ? 'B' : 'A';
      const forged = tokens.RefreshToken.slice(0, middle) + flipped + tokens.RefreshToken.slice(middle + 1);
      for (const token of ['garbage', forged, tokens.AccessToken, tokens.IdToken])
        await expect(refresh(token)).rejects.toMatchObject(INVALID);
      const other = await createClient(app, pool, rotating(0));
      await expect(refresh(tokens.RefreshToken, { ClientId: other.id })).rejects.toMatchObject(INVALID);
      const elsewhere = await signInPool(app, { client: rotating(0) });
      await expect(refresh(tokens.RefreshToken, { ClientId: elsewhere.client.id })).rejects.toMatchObject(INVALID);
      await expect(refresh(tokens.RefreshToken, { ClientId: 'nosuchclient' })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'User pool client nosuchclient does not exist.',
      });
      await refresh(tokens.RefreshToken);
    });

    it('tokens of users who are disabled, signed out, in reset, or gone', async () => {
      for (const settings of [{ explicitAuthFlows: PASSWORD_FLOW }, rotating(10)]) {
        const { tokens, refresh, username, force, family } = await signedIn(app, pool, settings);
        const admin = (operation: string) => app.call(operation, { UserPoolId: pool.id, Username: username });
        await force({ status: 'RESET_REQUIRED' });
        await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
        await force({ status: 'CONFIRMED' });
        expect(await family()).toMatchObject({ generation: 0 });
        const { RefreshToken = tokens.RefreshToken } = await refresh(tokens.RefreshToken);
        await admin('AdminDisableUser');
        const disabled = { name: 'NotAuthorizedException', message: 'User is disabled.' };
        await expect(refresh(RefreshToken)).rejects.toMatchObject(disabled);
        await admin('AdminEnableUser');
        await expect(refresh(RefreshToken)).rejects.toMatchObject(REVOKED);
        await admin('AdminDeleteUser');
        await expect(refresh(RefreshToken)).rejects.toMatchObject(REVOKED);
      }
    });

    it('a client that does not prove its secret, or sends one it does not have', async () => {
      const secret = 's3cret'.repeat(6);
      const { client: open, tokens: openTokens, refresh: refreshOpen } = await signedIn(app, pool, rotating(0));
      const refused = (id: string) => ({
        name: 'NotAuthorizedException',
        message: `Unable to verify secret for client ${id}`,
      });
      await expect(refreshOpen(openTokens.RefreshToken, { ClientSecret: secret })).rejects.toMatchObject(
        refused(open.id),
      );
      const confidential = await createClient(app, pool, { ...rotating(0), secret });
      const { username } = await addUser(app, pool, { username: 'confidential' });
      const SECRET_HASH = createHmac('sha256', secret)
        .update(username + confidential.id)
        .digest('base64');
      const { AuthenticationResult } = await app.call('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: confidential.id,
        AuthParameters: { USERNAME: username, PASSWORD, SECRET_HASH },
      });
      const refresh = (ClientSecret?: string) =>
        app.call('GetTokensFromRefreshToken', {
          RefreshToken: AuthenticationResult.RefreshToken,
          ClientId: confidential.id,
          ClientSecret,
        });
      for (const given of [undefined, 'x'.repeat(24), `${secret}x`, secret.slice(0, 30)])
        await expect(refresh(given)).rejects.toMatchObject(refused(confidential.id));
      expect((await refresh(secret)).AuthenticationResult).toHaveProperty('RefreshToken');
    });
  });
});
