import { createHmac } from 'node:crypto';
import type { PoolCall } from '#core/call.ts';
import { type UseLimit, useChange, usesRef, waitMs } from '#core/guesses/limits.ts';
import { canonicalAddress, networkOfIPv6 } from '#core/ip-address.ts';
import { failOAuth } from '#core/oauth/errors.ts';
import type { Registering } from '#core/pools/dcr.ts';
import type { Change } from '#ports/records.ts';

const HOUR_MS = 3_600_000;

/** Anybody can register openly, so one address can use up only a part of what the pool allows. */
const OPEN_OF_ADDRESS: UseLimit = { window: 'REGISTER#ADDRESS', most: 20, periodMs: HOUR_MS };
const OPEN_OF_POOL: UseLimit = { window: 'REGISTER#OPEN', most: 200, periodMs: HOUR_MS };
/** What strangers use up is not missing here, and one backend may register clients for many. */
const AUTHENTICATED_OF_POOL: UseLimit = { window: 'REGISTER#AUTHENTICATED', most: 500, periodMs: HOUR_MS };

/**
 * The number of clients in the pool from which on it registers no others. The rest of its quota of 1,000 is kept for
 * administrators, and between the two numbers for apps with an initial access token.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
const MOST_CLIENTS: Readonly<Record<Registering, number>> = { open: 900, authenticated: 950 };

/**
 * Throws the OAuthError `temporarily_unavailable` if the pool has as many clients as registration may fill it up
 * to. The count may miss clients of a moment ago; the limits of an hour bound how many.
 */
export async function checkRoom({ deps, pool }: PoolCall, registering: Registering): Promise<void> {
  const most = MOST_CLIENTS[registering];
  const clients = await deps.records.count('clients', { poolId: pool.id }, most);
  if (clients >= most) refuse('The user pool has too many app clients to register another one.', HOUR_MS);
}

/**
 * Returns the changes that count a registration: in the pool and, if it is an open one, for the address of the request.
 * Throws the OAuthError `temporarily_unavailable` when one of the two has used up its hour.
 */
export async function registrationChanges(call: PoolCall, registering: Registering): Promise<readonly Change[]> {
  const { deps, pool } = call;
  const windows =
    registering === 'open'
      ? [
          { limit: OPEN_OF_ADDRESS, who: { poolId: pool.id, sub: addressSubject(call) } },
          { limit: OPEN_OF_POOL, who: { poolId: pool.id, sub: 'registrations' } },
        ]
      : [{ limit: AUTHENTICATED_OF_POOL, who: { poolId: pool.id, sub: 'registrations' } }];
  const refs = windows.map(({ limit, who }) => [limit.window, usesRef(limit, who)] as const);
  const counts = new Map(Object.entries(await deps.records.read(Object.fromEntries(refs))));
  return windows.map(({ limit, who }) => {
    const seen = counts.get(limit.window);
    const wait = waitMs(call, limit, seen);
    if (wait > 0) refuse('Too many app clients have been registered. Try again later.', wait);
    return useChange(call, limit, { who, seen, times: 1 });
  });
}

/**
 * Returns what stands for the address of a request in the table. It is a keyed hash, because keys are not sealed. All
 * addresses of one IPv6 network of 64 bits count as one, because one machine can have them all.
 */
function addressSubject({ deps, source }: PoolCall): string {
  const plain = canonicalAddress(source?.address ?? '') ?? 'unknown';
  const network = plain.includes(':') ? networkOfIPv6(plain, 4) : plain;
  const key = deps.keys.derive('directory', 'registration-address');
  return `address-${createHmac('sha256', key).update(network).digest('base64url').slice(0, 22)}`;
}

function refuse(description: string, retryAfterMs: number): never {
  const headers = { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return failOAuth('temporarily_unavailable', description, { status: 429, headers });
}
