import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { TokenFamily } from '#core/tokens/family.ts';
import { sessionIdOf, type UserSession } from '#core/tokens/user-session.ts';
import type { OnWire } from './api.ts';
import { epochSeconds } from './epoch-seconds.ts';

/**
 * Returns a session as lists show it; `current` is the token family of the access token that asks for the list. Nothing
 * looks up where an address is.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SessionDescriptionType.html
 */
export function userSessionOutput(
  session: UserSession,
  current?: Pick<TokenFamily, 'eventId'>,
): OnWire<api.SessionDescriptionType> {
  return {
    SessionId: sessionIdOf(session),
    SessionType: 'TOKEN',
    ClientId: session.clientId,
    CreateDate: epochSeconds(session.createdAt),
    LastActiveDate: epochSeconds(session.lastActiveAt),
    DeviceType: session.deviceType,
    LastIPAddress: session.lastAddress,
    LastLocation: { Country: 'unknown' },
    IsCurrentSession: session.eventId === current?.eventId,
  };
}
