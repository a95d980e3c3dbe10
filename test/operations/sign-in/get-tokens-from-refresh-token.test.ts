import { beforeAll, describe, expect, it } from 'vitest';
import {
  clientUnknown,
  DISABLED,
  REFRESH_TOKEN_INVALID,
  REFRESH_TOKEN_REUSED,
  REFRESH_TOKEN_REVOKED,
} from '#test/errors.ts';
import { anotherClient, claimsOf, PASSWORD, secretHash, type TestPool, testPools } from '#test/world.ts';
import { PASSWORD_FLOW, rotating, signedIn } from './refresh.ts';

const { app, ...service } = testPools();

describe('GetTokensFromRefreshToken', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  describe('without rotation', () => {
    it('gives new tokens of the same sign-in and no refresh token, in one read', async () => {
      const { tokens, refresh, clientCall } = await signedIn(w, { explicitAuthFlows: PASSWORD_FLOW });
      await refresh(tokens.RefreshToken);
      app.advance(10 * 60_000);
      await refresh(tokens.RefreshToken);
      app.roundTrips.reset();
      const answer = await clientCall('GetTokensFromRefreshToken', {
        RefreshToken: tokens.RefreshToken,
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
      await w.getUser(fresh.AccessToken);
    });

    it('tells of the user as it is now', async () => {
      const { tokens, refresh, force } = await signedIn(w, { explicitAuthFlows: PASSWORD_FLOW });
      await force({ attributes: { email: 'new@example.com' } });
      expect(claimsOf((await refresh(tokens.RefreshToken)).IdToken)).toMatchObject({ email: 'new@example.com' });
    });

    it('judges a token from a time of rotation by its generation', async () => {
      const { tokens, refresh, updateClient, family } = await signedIn(w, rotating(60));
      const second = await refresh(tokens.RefreshToken);
      await updateClient({ refreshTokenRotation: { feature: 'DISABLED', retryGracePeriodSeconds: 0 } });
      expect(await refresh(second.RefreshToken)).not.toHaveProperty('RefreshToken');
      expect(await family()).toMatchObject({ generation: 1 });
      await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REUSED);
      await expect(refresh(second.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
    });
  });

  describe('refuses', () => {
    it('tokens that are garbage, forged, another client’s, or no refresh tokens', async () => {
      const { tokens, refresh } = await signedIn(w, rotating(0));
      const middle = Math.floor(tokens.RefreshToken.length / 2);
      const flipped = tokens.RefreshToken[middle] === 'A' ? 'B' : 'A';
      const forged = tokens.RefreshToken.slice(0, middle) + flipped + tokens.RefreshToken.slice(middle + 1);
      for (const token of ['garbage', forged, tokens.AccessToken, tokens.IdToken])
        await expect(refresh(token)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
      const other = await anotherClient(w, rotating(0));
      await expect(refresh(tokens.RefreshToken, { ClientId: other.client.id })).rejects.toMatchObject(
        REFRESH_TOKEN_INVALID,
      );
      const elsewhere = await service.pool({}, rotating(0));
      await expect(refresh(tokens.RefreshToken, { ClientId: elsewhere.client.id })).rejects.toMatchObject(
        REFRESH_TOKEN_INVALID,
      );
      await expect(refresh(tokens.RefreshToken, { ClientId: 'nosuchclient' })).rejects.toMatchObject(
        clientUnknown('nosuchclient'),
      );
      await refresh(tokens.RefreshToken);
    });

    it('tokens of users who are disabled, signed out, in reset, or gone', async () => {
      for (const settings of [{ explicitAuthFlows: PASSWORD_FLOW }, rotating(10)]) {
        const { tokens, refresh, username, force, family } = await signedIn(w, settings);
        const admin = (operation: string) => w.call(operation, { Username: username });
        await force({ status: 'RESET_REQUIRED' });
        await expect(refresh(tokens.RefreshToken)).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
        await force({ status: 'CONFIRMED' });
        expect(await family()).toMatchObject({ generation: 0 });
        const { RefreshToken = tokens.RefreshToken } = await refresh(tokens.RefreshToken);
        await admin('AdminDisableUser');
        await expect(refresh(RefreshToken)).rejects.toMatchObject(DISABLED);
        await admin('AdminEnableUser');
        await expect(refresh(RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
        await admin('AdminDeleteUser');
        await expect(refresh(RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REVOKED);
      }
    });

    it('a client that does not prove its secret, or sends one it does not have', async () => {
      const secret = 's3cret'.repeat(6);
      const { client: open, tokens: openTokens, refresh: refreshOpen } = await signedIn(w, rotating(0));
      const refused = (id: string) => ({
        name: 'NotAuthorizedException',
        message: `Unable to verify secret for client ${id}`,
      });
      await expect(refreshOpen(openTokens.RefreshToken, { ClientSecret: secret })).rejects.toMatchObject(
        refused(open.id),
      );
      const confidential = await anotherClient(w, { ...rotating(0), secret });
      const { username } = await w.add('confidential');
      const SECRET_HASH = secretHash(secret, username, confidential.client.id);
      const parameters = { USERNAME: username, PASSWORD, SECRET_HASH };
      const { RefreshToken } = (await confidential.initiate('USER_PASSWORD_AUTH', parameters)).AuthenticationResult;
      const refresh = (ClientSecret?: string) =>
        confidential.clientCall('GetTokensFromRefreshToken', { RefreshToken, ClientSecret });
      for (const given of [undefined, 'x'.repeat(24), `${secret}x`, secret.slice(0, 30)])
        await expect(refresh(given)).rejects.toMatchObject(refused(confidential.client.id));
      expect((await refresh(secret)).AuthenticationResult).toHaveProperty('RefreshToken');
    });
  });
});
