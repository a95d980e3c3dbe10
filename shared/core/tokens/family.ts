import type { ClientCall } from '#core/call.ts';
import { tokenLifetimes } from '#core/clients/lifetimes.ts';
import type { User } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';

/** All tokens that come from one sign-in. Revoked families stay until they expire. */
export type TokenFamily = {
  readonly poolId: string;
  readonly sub: string;
  /** In every token as `event_id`; with token revocation also `origin_jti`. */
  readonly eventId: string;
  readonly clientId: string;
  readonly signOutEpoch: number;
  readonly originJti: string;
  /** When the sign-in was completed: `auth_time`. */
  readonly authTime: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
  readonly generation: number;
  readonly rotatedAt?: number;
  readonly version: number;
};

/** The family of tokens that begins with a sign-in that is being completed now. */
export function newFamily({ deps, client }: ClientCall, user: User, eventId: string): Unversioned<'family'> {
  const now = deps.clock.now();
  return {
    poolId: user.poolId,
    sub: user.sub,
    eventId,
    clientId: client.id,
    signOutEpoch: user.signOutEpoch,
    originJti: deps.random.uuid(),
    authTime: now,
    expiresAt: now + tokenLifetimes(client).refresh * 1000,
    generation: 0,
  };
}
