import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from '#core/call.ts';
import type { User } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import { secretText } from './totp.ts';

const COUNT = 10;
/** The size of a code: 80 bits, which are 16 characters of base32. */
const BYTES = 10;

type Owner = Pick<User, 'poolId' | 'sub'>;

/** Returns new recovery codes, such as `ABCD-EFGH-IJKL-MNOP`, and their hashes, which are all that is kept of them. */
export function newRecoveryCodes(
  { deps }: Call,
  owner: Owner,
): { readonly codes: readonly string[]; readonly hashes: readonly string[] } {
  const codes = Array.from({ length: COUNT }, () => secretText(deps.random.bytes(BYTES)).replace(/.{4}(?!$)/g, '$&-'));
  return { codes, hashes: codes.map((code) => hashOf(deps.keys, owner, code)) };
}

/** Returns the hashes without that of the given code, or undefined if it is none of these codes. */
export function withoutCode(
  keys: Keyring,
  owner: Owner,
  hashes: readonly string[],
  given: string,
): readonly string[] | undefined {
  const hash = Buffer.from(hashOf(keys, owner, given));
  const left = hashes.filter((one) => !timingSafeEqual(Buffer.from(one), hash));
  return left.length < hashes.length ? left : undefined;
}

/** Users type codes with or without hyphens and blanks, in either case. */
function hashOf(keys: Keyring, { poolId, sub }: Owner, code: string): string {
  const normal = code.replace(/[-\s]/g, '').toUpperCase();
  const key = keys.derive('credentials', 'recovery-code');
  return createHmac('sha256', key).update(`${poolId}|${sub}|${normal}`).digest('base64url');
}
