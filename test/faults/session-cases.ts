import { expect } from 'vitest';
import type { Answer } from '#test/app.ts';
import { PASSWORD, poolOn } from '#test/world.ts';
import type { WriteCase } from './configuration-cases.ts';
import type { World } from './world.ts';

const MOST = 2;

/** Somebody with as many sessions as their pool allows, the oldest first. */
async function atTheLimit({ app }: World) {
  const w = await poolOn(app, {
    sessionConfiguration: { userSessionTracking: 'ENABLED', tokenSession: { maxPerUser: MOST } },
  });
  const { username } = await w.someone();
  const signIn = () => {
    app.advance(60_000);
    return w.tokens(username);
  };
  const [older, newer] = [await signIn(), await signIn()];
  app.advance(60_000);
  const sessions = async (): Promise<Answer[]> =>
    (await w.call('AdminListUserSessions', { Username: username })).Sessions;
  const [, { SessionId }] = await sessions();
  const revoked = ({ AccessToken }: { readonly AccessToken: string }) =>
    expect(app.call('GetUser', { AccessToken })).rejects.toThrow('revoked');
  return { w, username, older, newer, sessions, SessionId, revoked };
}

/** Requests that begin, use and end sessions. */
export const SESSIONS: readonly WriteCase[] = [
  {
    operation: 'InitiateAuth',
    what: 'at the limit of sessions',
    async arrange(world) {
      const { w, username, older, sessions, revoked } = await atTheLimit(world);
      const AuthParameters = { USERNAME: username, PASSWORD };
      const holds = async () => {
        await revoked(older);
        const listed = await sessions();
        expect(listed.length).toBeGreaterThan(0);
        expect(listed.length).toBeLessThanOrEqual(MOST);
      };
      return { input: { ClientId: w.client.id, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }, holds };
    },
  },
  {
    operation: 'RevokeUserSession',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const { newer, older, sessions, SessionId, revoked } = await atTheLimit(world);
      const holds = async () => {
        await revoked(older);
        expect(await sessions()).toHaveLength(1);
      };
      return { input: { AccessToken: newer.AccessToken, SessionId }, holds };
    },
  },
  {
    operation: 'AdminRevokeUserSession',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const { w, username, older, sessions, SessionId, revoked } = await atTheLimit(world);
      const holds = async () => {
        await revoked(older);
        expect(await sessions()).toHaveLength(1);
      };
      return { input: { UserPoolId: w.pool.id, Username: username, SessionId }, holds };
    },
  },
];
