import type { Call } from '#core/call.ts';
import { deviceTypeOf } from './device-type.ts';

/**
 * A session of a user: one sign-in in a pool that tracks sessions, as lists show it. It stands beside the token family
 * of the sign-in, which alone says whether the session lives. It is a record of its own, so that the number of records
 * that are read for a list does not grow with the number of sign-ins. Its times are in epoch milliseconds.
 */
export type UserSession = {
  readonly poolId: string;
  readonly sub: string;
  /** The `event_id` of the token family. */
  readonly eventId: string;
  readonly clientId: string;
  readonly createdAt: number;
  /** The last use that was noted: see sessions.ts. */
  readonly lastActiveAt: number;
  /** The device of that use, such as `Chrome 125 / macOS 15.0`. */
  readonly deviceType: string;
  /** The address of that use. */
  readonly lastAddress?: string;
  /** The SSO session that the sign-in came through. */
  readonly ssoSessionId?: string;
  readonly expiresAt: number;
  readonly version: number;
};

/** Returns what a session says of its last use, for a use by this call. */
export function useBy({ deps, source }: Call): Pick<UserSession, 'lastActiveAt' | 'deviceType' | 'lastAddress'> {
  return {
    lastActiveAt: deps.clock.now(),
    deviceType: deviceTypeOf(source?.userAgent),
    ...(source && { lastAddress: source.address }),
  };
}

/** The beginnings of the SessionIds of token families and of SSO sessions. */
const PREFIXES = { TOKEN: 'tkn', SSO: 'sso' } as const;
/** What a SessionId can stand for. */
export type SessionType = keyof typeof PREFIXES;

/** The largest number of 128 bits has 25 digits in base 36. */
const DIGITS = 25;
const FORM = new RegExp(`^[a-z]{3}[0-9a-z]{${DIGITS}}$`);
const UUID_GROUPS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/**
 * Returns the SessionId of a session: 28 lower-case letters and digits, which are the event id of the token family, or the id
 * of the SSO session, in base 36. So a SessionId leads to its session without an index. It is no secret, just as the event id
 * in every token is none.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SessionDescriptionType.html
 */
export function sessionIdOf(type: SessionType, id: string): string {
  const number = BigInt(`0x${id.replaceAll('-', '')}`);
  return PREFIXES[type] + number.toString(36).padStart(DIGITS, '0');
}

/** Returns the id of the session of this type that a SessionId stands for, or undefined for any other text. */
export function idIn(type: SessionType, sessionId: string): string | undefined {
  if (!FORM.test(sessionId) || !sessionId.startsWith(PREFIXES[type])) return undefined;
  let number = 0n;
  for (const digit of sessionId.slice(PREFIXES[type].length))
    number = number * 36n + BigInt(Number.parseInt(digit, 36));
  const groups = UUID_GROUPS.exec(number.toString(16).padStart(32, '0'));
  return groups?.slice(1).join('-');
}
