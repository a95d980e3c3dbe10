import { createHmac } from 'node:crypto';
import type { PoolCall } from '#core/call.ts';
import { isEmail, isPhoneNumber } from '#core/constraints/contacts.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { normaliseName } from '#core/users/names.ts';
import type { CodeTarget } from './code.ts';

/** What addresses begin with, the common as often as they are; none that is possible is missing, or it would tell. */
const LOCAL_FIRST = 'aaaaabbbcccdddeeefgghhiijjjjkkllllmmmmmnnooppqrrrssssttuvwxyz0123456789';
/** The same of mail domains: the large providers come up more often than the rest. */
const DOMAIN_FIRST = 'ggggggggghhhhyyyyooooiiimmmmaabbccddeeffjkllnnpqrrssttuvwxz0123456789';
/** How many digits phone numbers have, country code included, roughly as often as they do. */
const PHONE_LENGTHS = [11, 11, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 10, 10, 9];
/** Country codes begin with any digit but zero. */
const COUNTRY_FIRST = '1111344445556677899';

/**
 * Where a code would go if the name led to somebody, for clients that don't learn who exists: the name itself where it
 * is an e-mail or phone number that codes go to, otherwise a value that is always the same for the same name.
 * `preferred` are the attributes that codes go to, the first choice first; without it, those that the pool verifies.
 */
export function simulatedTarget(
  { deps, pool }: PoolCall,
  username: string,
  preferred: readonly ContactAttribute[] = verifiedAttributes(pool),
): CodeTarget {
  const name = normaliseName(pool, username);
  if (preferred.includes('phone_number') && isPhoneNumber(name)) return { attribute: 'phone_number', value: name };
  if (preferred.includes('email') && isEmail(name)) return { attribute: 'email', value: name };
  const noise = createHmac('sha256', deps.keys.derive('directory', 'simulated-target'))
    .update(`${pool.id}\0${name}`)
    .digest();
  // Where codes may go to either, some users have a phone number and some have none.
  if (preferred[noise[10]! % preferred.length] === 'phone_number') {
    const length = PHONE_LENGTHS[noise[11]! % PHONE_LENGTHS.length]!;
    const digits = String(noise.readUIntBE(0, 6))
      .padStart(length, '0')
      .slice(1 - length);
    return { attribute: 'phone_number', value: `+${pick(COUNTRY_FIRST, noise[12]!)}${digits}` };
  }
  return { attribute: 'email', value: `${pick(LOCAL_FIRST, noise[0]!)}@${pick(DOMAIN_FIRST, noise[1]!)}` };
}

const pick = (from: string, byte: number): string => from[byte % from.length]!;

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
