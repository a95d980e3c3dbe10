import type { PoolCall } from '#core/call.ts';
import { livingSsoSessions } from '#core/sso/living.ts';
import type { SsoSession } from '#core/sso/sso-session.ts';
import type { User } from '#core/users/user.ts';
import { tokenSessions } from './sessions.ts';
import { type SessionType, sessionIdOf, type UserSession } from './user-session.ts';

/** A session as lists show it. Its times are in epoch milliseconds. */
export type ListedSession = Pick<
  UserSession,
  'clientId' | 'createdAt' | 'lastActiveAt' | 'deviceType' | 'lastAddress'
> & {
  readonly type: SessionType;
  readonly sessionId: string;
  /** The SessionId of the SSO session that a token session came through. */
  readonly originSessionId?: string;
};

/**
 * Returns the living sessions of a user, the one that was used last first. The use of a token session is also one of the
 * SSO session that it came through.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SessionDescriptionType.html
 */
export async function listSessions(call: PoolCall, user: User): Promise<readonly ListedSession[]> {
  const [ofTokens, ofBrowsers] = await Promise.all([tokenSessions(call, user), livingSsoSessions(call, user)]);
  const listed = [
    ...ofTokens.map(listedToken),
    ...ofBrowsers.map((one) =>
      listedSso(
        one,
        ofTokens.find(({ ssoSessionId }) => ssoSessionId === one.id),
      ),
    ),
  ];
  return listed.sort((a, b) => b.lastActiveAt - a.lastActiveAt);
}

function listedToken({ eventId, ssoSessionId, ...session }: UserSession): ListedSession {
  const origin = ssoSessionId !== undefined && { originSessionId: sessionIdOf('SSO', ssoSessionId) };
  return { ...session, type: 'TOKEN', sessionId: sessionIdOf('TOKEN', eventId), ...origin };
}

/** `latest` is the token session through it that was used last. */
function listedSso(session: SsoSession, latest: UserSession | undefined): ListedSession {
  const { id, clientId, authTime, deviceType = 'unknown', address } = session;
  const signIn = { lastActiveAt: authTime, deviceType, ...(address !== undefined && { lastAddress: address }) };
  const { lastActiveAt, deviceType: device, lastAddress } = latest ?? signIn;
  return {
    type: 'SSO',
    sessionId: sessionIdOf('SSO', id),
    clientId,
    createdAt: authTime,
    lastActiveAt,
    deviceType: device,
    ...(lastAddress !== undefined && { lastAddress }),
  };
}
