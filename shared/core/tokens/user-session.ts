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

const PREFIX = 'tkn';
/** The largest number of 128 bits has 25 digits in base 36. */
const DIGITS = 25;
const FORM = new RegExp(`^${PREFIX}[0-9a-z]{${DIGITS}}$`);
const UUID_GROUPS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/**
 * Returns the SessionId of a session: 28 lower-case letters and digits, which are the event id in base 36. So a SessionId
 * leads to its session without an index. It is no secret, just as the event id in every token is none.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SessionDescriptionType.html
 */
export function sessionIdOf({ eventId }: Pick<UserSession, 'eventId'>): string {
  const number = BigInt(`0x${eventId.replaceAll('-', '')}`);
  return PREFIX + number.toString(36).padStart(DIGITS, '0');
}

/** Returns the event id that a SessionId stands for, or undefined for a text that is the SessionId of no session. */
export function eventIdOf(sessionId: string): string | undefined {
  if (!FORM.test(sessionId)) return undefined;
  let number = 0n;
  for (const digit of sessionId.slice(PREFIX.length)) number = number * 36n + BigInt(Number.parseInt(digit, 36));
  const groups = UUID_GROUPS.exec(number.toString(16).padStart(32, '0'));
  return groups?.slice(1).join('-');
}
