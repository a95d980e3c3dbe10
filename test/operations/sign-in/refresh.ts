import type { Client } from '#core/clients/client.ts';
import { commit } from '#test/fixtures.ts';
import { anotherClient, claimsOf, type TestPool, type Tokens } from '#test/world.ts';

export const PASSWORD_FLOW = ['ALLOW_USER_PASSWORD_AUTH'];

/** The settings of a client whose refresh tokens rotate. */
export const rotating = (retryGracePeriodSeconds: number): Partial<Client> => ({
  explicitAuthFlows: PASSWORD_FLOW,
  refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds },
});

/** A user who has signed in to a client of its own. */
export async function signedIn(of: TestPool, settings: Partial<Client>) {
  const w = await anotherClient(of, settings);
  const { username, poolId, sub } = await w.someone();
  const tokens = await w.tokens(username);
  const eventId = String(claimsOf(tokens.AccessToken).event_id);
  return {
    ...w,
    username,
    tokens,
    refresh: async (RefreshToken: string, more: object = {}): Promise<Tokens> =>
      (await w.clientCall('GetTokensFromRefreshToken', { RefreshToken, ...more })).AuthenticationResult,
    family: async () => {
      const { family } = await w.app.deps.records.read({ family: { kind: 'family', id: { poolId, sub, eventId } } });
      return family!;
    },
    force: (members: object) => w.force(username, members),
    /** Changes the settings of the client, in force at once. */
    updateClient: async (change: Partial<Client>) => {
      await commit(w.app, { op: 'update', kind: 'client', before: w.client, after: { ...w.client, ...change } });
      w.app.deps.configuration.forget(w.client.id);
    },
  };
}
