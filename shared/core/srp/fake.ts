import { createHmac, hkdfSync } from 'node:crypto';
import { formatUuid } from '#core/ids.ts';
import { GROUP_BYTES, modN, toBytes, toInteger } from './modexp.ts';
import { saltFrom } from './srp.ts';

const SALT_BYTES = 16;
const ID_BYTES = 16;

/**
 * What a sign-in with an unknown user name is answered with, always the same for one name: a salt and an id that look
 * like real ones, and a verifier that nobody knows a password for. `key` must never be rotated, or an attacker who asks
 * again later sees which salts have changed. `username` is normalised by the pool's rule of case. Costs no exponentiation,
 * as a stored verifier costs none.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function fakeCredentials(input: { readonly key: Buffer; readonly poolId: string; readonly username: string }): {
  readonly salt: string;
  readonly verifier: Buffer;
  readonly userId: string;
} {
  // A NUL is in no pool id, so the two names can't run into each other.
  const seed = createHmac('sha256', input.key).update(`${input.poolId}\0${input.username}`, 'utf8').digest();
  const length = SALT_BYTES + ID_BYTES + GROUP_BYTES;
  const bytes = Buffer.from(hkdfSync('sha256', seed, '', 'unknown user', length));
  const element = toInteger(bytes.subarray(SALT_BYTES + ID_BYTES));
  return {
    salt: saltFrom(bytes.subarray(0, SALT_BYTES)),
    userId: formatUuid(bytes.subarray(SALT_BYTES, SALT_BYTES + ID_BYTES)),
    // Squared, because a real verifier is a power of 2 and those are all squares modulo N.
    verifier: toBytes(modN(element * element)),
  };
}
