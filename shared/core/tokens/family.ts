import type { ClientCall } from '#core/call.ts';
import { tokenLifetimes } from '#core/clients/lifetimes.ts';
import type { User } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';
import type { Grant } from './grant.ts';

/** The tokens that come from one sign-in. A revoked family stays in the store until it expires. */
export type TokenFamily = {
  readonly poolId: string;
  readonly sub: string;
  /** The `event_id` of every token of the family. */
  readonly eventId: string;
  readonly clientId: string;
  /** The user's epoch at the sign-in. The family is revoked once the user has another epoch. */
  readonly signOutEpoch: number;
  /** The user's proofEpoch at the sign-in. */
  readonly proofEpoch?: number;
  /** The `origin_jti` of the tokens of clients whose tokens have one. */
  readonly originJti: string;
  /** The time at which the sign-in was completed (`auth_time`), in epoch milliseconds. */
  readonly authTime: number;
  /** The level of authentication that the sign-in reached (`acr`), and the methods that it used (`amr`). */
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** What the app was given at /oauth2/token. It is absent for a sign-in by the API. */
  readonly grant?: Grant;
  /** The SSO session that the sign-in came through. */
  readonly ssoSessionId?: string;
  /** The key of the device of the sign-in, in a pool that tracks devices. The tokens are refreshed from it only. */
  readonly deviceKey?: string;
  readonly expiresAt: number;
  readonly revokedAt?: number;
  /** The number of times that the refresh token was rotated. */
  readonly generation: number;
  /** The time of the last rotation, in epoch milliseconds. */
  readonly rotatedAt?: number;
  readonly version: number;
};

/** What a sign-in says of itself in its tokens. */
export type SignInFacts = Pick<TokenFamily, 'eventId' | 'acr' | 'amr' | 'deviceKey'>;

/** Returns the token family of a sign-in that is being completed now. */
export function newFamily(
  { deps, client }: ClientCall,
  user: Pick<User, 'poolId' | 'sub' | 'signOutEpoch' | 'proofEpoch'>,
  facts: SignInFacts,
): Unversioned<'family'> {
  const now = deps.clock.now();
  return {
    poolId: user.poolId,
    sub: user.sub,
    ...facts,
    clientId: client.id,
    signOutEpoch: user.signOutEpoch,
    ...(user.proofEpoch !== undefined && { proofEpoch: user.proofEpoch }),
    originJti: deps.random.uuid(),
    authTime: now,
    expiresAt: now + tokenLifetimes(client).refresh * 1000,
    generation: 0,
  };
}
