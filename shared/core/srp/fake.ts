import { createHmac, hkdfSync } from 'node:crypto';
import { formatUuid } from '#core/ids.ts';
import { GROUP_BYTES, modN, toBytes, toInteger } from './modexp.ts';
import { saltFrom } from './srp.ts';

const SALT_BYTES = 16;
const ID_BYTES = 16;

/**
 * Makes the values that answer a sign-in with an unknown user name: a salt and an id that look like real ones, and a
 * verifier whose password nobody knows. They are always the same for the same `username`, for which the caller passes
 * the sub that stands for the name. `key` must never be rotated, because an attacker who asks again later would see
 * which salts have changed. The verifier costs no exponentiation, and neither does a stored one.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function fakeCredentials(input: { readonly key: Buffer; readonly poolId: string; readonly username: string }): {
  readonly salt: string;
  readonly verifier: Buffer;
  readonly userId: string;
} {
  // No pool id contains NUL, so the pool id and the user name can't run into each other.
  const seed = createHmac('sha256', input.key).update(`${input.poolId}\0${input.username}`, 'utf8').digest();
  const length = SALT_BYTES + ID_BYTES + GROUP_BYTES;
  const bytes = Buffer.from(hkdfSync('sha256', seed, '', 'unknown user', length));
  const element = toInteger(bytes.subarray(SALT_BYTES + ID_BYTES));
  return {
    salt: saltFrom(bytes.subarray(0, SALT_BYTES)),
    userId: formatUuid(bytes.subarray(SALT_BYTES, SALT_BYTES + ID_BYTES)),
    // A real verifier is a power of 2, and every power of 2 is a square modulo N, so this one is squared too.
    verifier: toBytes(modN(element * element)),
  };
}
