import { createHmac } from 'node:crypto';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { isEmail, isPhoneNumber } from '#core/users/attributes.ts';
import type { CodeTarget } from '#core/users/codes.ts';
import { normaliseName } from '#core/users/names.ts';
import type { Keys } from '#ports/keys.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** First letters of mail domains: the large providers come up more often than the rest. */
const DOMAIN_LETTERS = 'ggggghhyyoimabcdeflnprstuvwxkq';

/**
 * Where a code would go if the name led to somebody, for clients that don't learn who exists: the name itself where it
 * is an e-mail or phone number that codes go to, otherwise a value that is always the same for the same name.
 * `preferred` are the attributes that codes go to, the first choice first; without it, those that the pool verifies.
 */
export function simulatedTarget(
  keys: Keys,
  pool: Pool,
  username: string,
  preferred: readonly ContactAttribute[] = verifiedAttributes(pool),
): CodeTarget {
  const name = normaliseName(pool, username);
  if (preferred.includes('phone_number') && isPhoneNumber(name)) return { attribute: 'phone_number', value: name };
  if (preferred.includes('email') && isEmail(name)) return { attribute: 'email', value: name };
  const noise = createHmac('sha256', keys.derive('directory', 'simulated-target'))
    .update(`${pool.id}\0${name}`)
    .digest();
  // Where codes may go to either, some users have a phone number and some have none.
  if (preferred[noise[10]! % preferred.length] === 'phone_number') {
    const digits = String(noise.readUIntBE(0, 6) % 10 ** 10).padStart(10, '0');
    return { attribute: 'phone_number', value: `+1${digits}` };
  }
  const letter = LETTERS[noise[0]! % LETTERS.length]!;
  const domain = DOMAIN_LETTERS[noise[1]! % DOMAIN_LETTERS.length]!;
  return { attribute: 'email', value: `${letter}@${domain}` };
}

function verifiedAttributes({ autoVerifiedAttributes }: Pool): readonly ContactAttribute[] {
  return (['phone_number', 'email'] as const).filter((attribute) => autoVerifiedAttributes.includes(attribute));
}

/**
 * A real target as it is shown to somebody who named it himself: in his spelling, as a simulated one would be, so that
 * the case in which an e-mail is stored tells nothing.
 */
export function asNamed(pool: Pool, username: string, target: CodeTarget): CodeTarget {
  const name = normaliseName(pool, username);
  return normaliseName(pool, target.value) === name ? { ...target, value: name } : target;
}
