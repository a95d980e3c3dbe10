import { expect } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, claimsOf, signIn } from '#test/sign-in.ts';

export const PASSWORD_FLOW = ['ALLOW_USER_PASSWORD_AUTH'];
export const REUSE = { name: 'RefreshTokenReuseException', message: 'Refresh token reuse detected' };
export const REVOKED = { name: 'NotAuthorizedException', message: 'Refresh Token has been revoked' };

/** The settings of a client whose refresh tokens rotate. */
export const rotating = (retryGracePeriodSeconds: number): Partial<Client> => ({
  explicitAuthFlows: PASSWORD_FLOW,
  refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds },
});

export type Tokens = { readonly AccessToken: string; readonly IdToken: string; readonly RefreshToken: string };

let n = 0;

/** A user who has signed in to a client of its own. */
export async function signedIn(app: TestApp, pool: Pool, settings: Partial<Client>) {
  const client = await createClient(app, pool, settings);
  const username = `user${n++}`;
  const user = await addUser(app, pool, { username, attributes: { email: `${username}@example.com` } });
  const tokens: Tokens = (await signIn(app, client, username)).AuthenticationResult;
  const eventId = String(claimsOf(tokens.AccessToken).event_id);
  const ids = { poolId: pool.id, sub: user.sub };
  return {
    client,
    username,
    tokens,
    refresh: async (RefreshToken: string, more: object = {}): Promise<Tokens> =>
      (await app.call('GetTokensFromRefreshToken', { RefreshToken, ClientId: client.id, ...more }))
        .AuthenticationResult,
    family: async () => (await app.deps.records.read({ family: { kind: 'family', id: { ...ids, eventId } } })).family!,
    force: async (members: object) => {
      const { user: before } = await app.deps.records.read({ user: { kind: 'user', id: ids } });
      await app.deps.records.commit([
        { op: 'update', kind: 'user', before: before!, after: { ...before!, ...members } },
      ]);
    },
  };
}

/** A change of the client's settings, in force at once. */
export async function updateClient(app: TestApp, client: Client, change: Partial<Client>) {
  const after = { ...client, ...change };
  expect(await app.deps.records.commit([{ op: 'update', kind: 'client', before: client, after }])).toBeUndefined();
  app.deps.configuration.forget(client.id);
}
