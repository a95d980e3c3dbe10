import { randomUUID } from 'node:crypto';
import type { Answer } from '#test/app.ts';
import { claimsOf, PASSWORD, type TestPool, type Tokens, testPools } from '#test/world.ts';

export const MINUTE = 60_000;
export const NOT_TRACKED = {
  name: 'OperationNotEnabledException',
  message: 'User session tracking is not enabled for the user pool.',
};
export const NO_SESSION = { name: 'ResourceNotFoundException', message: 'Session does not exist.' };

/** A pool that tracks up to so many sessions of each user. */
export const tracking = (maxPerUser = 20) =>
  ({ sessionConfiguration: { userSessionTracking: 'ENABLED', tokenSession: { maxPerUser } } }) as const;

/** One service for a test file, and pools on it that track sessions. */
export const trackingPools = (maxPerUser?: number) => testPools(tracking(maxPerUser));

/** Somebody in a pool that tracks sessions. */
export async function somebody(w: TestPool) {
  const { username } = await w.someone();
  const admin = (operation: string, more: object = {}): Promise<Answer> =>
    w.call(operation, { Username: username, ...more });
  return {
    username,
    admin,
    /** Signs in a minute later than anything before. */
    signIn: async (client = w): Promise<Tokens> => {
      w.app.advance(MINUTE);
      return client.tokens(username);
    },
    /** The sessions, as administrators see them. */
    sessions: async (): Promise<Answer[]> => (await admin('AdminListUserSessions')).Sessions,
    /** The ids of the sessions, in the order of the list. */
    ids: async (): Promise<string[]> => (await admin('AdminListUserSessions')).Sessions.map(idOf),
  };
}

const idOf = ({ SessionId }: Answer): string => SessionId;

/** The SessionId that a token's event id stands for. */
export const sessionOf = ({ AccessToken }: Pick<Tokens, 'AccessToken'>): string =>
  `tkn${BigInt(`0x${String(claimsOf(AccessToken).event_id).replaceAll('-', '')}`)
    .toString(36)
    .padStart(25, '0')}`;

/** A request by a device of its own, without a signature. */
export async function from(
  { app, client }: TestPool,
  { address, userAgent }: { readonly address: string; readonly userAgent: string },
  operation: string,
  input: object,
): Promise<Answer> {
  const { body } = await app.send({
    headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`, 'user-agent': userAgent },
    body: JSON.stringify({ ClientId: client.id, ...input }),
    requestContext: {
      requestId: randomUUID(),
      timeEpoch: app.deps.clock.now(),
      http: { method: 'POST', sourceIp: address },
    },
  });
  return JSON.parse(body);
}

export const passwordOf = (USERNAME: string) => ({
  AuthFlow: 'USER_PASSWORD_AUTH',
  AuthParameters: { USERNAME, PASSWORD },
});

/** Fills the cache with what a request for tokens needs of the configuration. */
export async function warm(w: TestPool): Promise<void> {
  await w.warm();
  await w.app.deps.configuration.signingKeys(w.pool.id);
}
