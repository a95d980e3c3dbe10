import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { ListedSession } from '#core/tokens/session-list.ts';
import { sessionIdOf } from '#core/tokens/user-session.ts';
import type { OnWire } from './api.ts';
import { epochSeconds } from './epoch-seconds.ts';

/**
 * Returns a session as lists show it; `current` is the token family of the access token that asks for the list. Nothing
 * looks up where an address is.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SessionDescriptionType.html
 */
export function userSessionOutput(
  session: ListedSession,
  current?: Pick<TokenFamily, 'eventId'>,
): OnWire<api.SessionDescriptionType> {
  return {
    SessionId: session.sessionId,
    SessionType: session.type,
    ClientId: session.clientId,
    CreateDate: epochSeconds(session.createdAt),
    LastActiveDate: epochSeconds(session.lastActiveAt),
    DeviceType: session.deviceType,
    LastIPAddress: session.lastAddress,
    LastLocation: { Country: 'unknown' },
    OriginSessionId: session.originSessionId,
    IsCurrentSession: current !== undefined && session.sessionId === sessionIdOf('TOKEN', current.eventId),
  };
}
