import type { ClientCall, PoolCall } from '#core/call.ts';
import { signInRefusal } from '#core/users/sign-in-status.ts';
import type { User } from '#core/users/user.ts';
import type { Ref, Unversioned } from '#ports/records.ts';

/**
 * An SSO session: a sign-in on the hosted pages, which a browser goes on using for the app clients of the pool until it
 * ends. A cookie leads to it. Its times are in epoch milliseconds.
 */
export type SsoSession = {
  readonly poolId: string;
  readonly sub: string;
  /** The id of the sign-in that began the session. */
  readonly id: string;
  /** The app client of that sign-in. */
  readonly clientId: string;
  /** The identity provider that knows the user: `COGNITO` for the pool itself. */
  readonly provider: string;
  /** When the user signed in (`auth_time`). Use does not change it. */
  readonly authTime: number;
  /** The level of authentication that was reached (`acr`), and the methods that were used (`amr`). */
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** The user's epochs at the sign-in. The session is over once the user has others. */
  readonly signOutEpoch: number;
  readonly proofEpoch?: number;
  /** The device and the address of the sign-in, in a pool that tracks sessions. */
  readonly deviceType?: string;
  readonly address?: string;
  readonly expiresAt: number;
  /** The session was ended, or never began. */
  readonly revokedAt?: number;
  readonly version: number;
};

/** The provider of users who sign in with a factor of the pool itself. */
export const COGNITO = 'COGNITO';

/** The time for which a client reuses a session, unless SetUserPoolClientSessionConfiguration says otherwise. */
const USUAL_MINUTES = 60;

/**
 * Returns the SSO session of a sign-in that is being completed now. It lasts an hour, or as long as the client of the
 * sign-in reuses sessions if that is longer.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
 */
export function newSsoSession(
  call: ClientCall,
  user: User,
  facts: Pick<SsoSession, 'id' | 'provider' | 'acr' | 'amr' | 'deviceType' | 'address'>,
): Unversioned<'ssoSession'> {
  const now = call.deps.clock.now();
  return {
    poolId: user.poolId,
    sub: user.sub,
    ...facts,
    clientId: call.client.id,
    authTime: now,
    signOutEpoch: user.signOutEpoch,
    ...(user.proofEpoch !== undefined && { proofEpoch: user.proofEpoch }),
    expiresAt: now + Math.max(USUAL_MINUTES, reuseMinutes(call)) * 60_000,
  };
}

/** Returns for how many minutes after a sign-in the client accepts its SSO session. */
export function reuseMinutes({ client }: Pick<ClientCall, 'client'>): number {
  return client.sessionConfiguration?.ssoSession.maxValidityMinutes ?? USUAL_MINUTES;
}

/** Returns the reference to an SSO session. */
export function ssoSessionRef({ poolId, sub, id }: Pick<SsoSession, 'poolId' | 'sub' | 'id'>): Ref<'ssoSession'> {
  return { kind: 'ssoSession', id: { poolId, sub, id } };
}

/**
 * Tells whether an SSO session still lasts: it was not ended, the user may sign in, and has neither signed out
 * everywhere nor changed the password since.
 */
export function isLiving({ deps }: PoolCall, session: Unversioned<'ssoSession'>, user: User): boolean {
  const now = deps.clock.now();
  return (
    session.revokedAt === undefined &&
    session.expiresAt > now &&
    session.signOutEpoch === user.signOutEpoch &&
    (session.proofEpoch ?? 0) === (user.proofEpoch ?? 0) &&
    user.status !== 'FORCE_CHANGE_PASSWORD' &&
    signInRefusal(user, now) === undefined
  );
}
