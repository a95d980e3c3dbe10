import { createHmac } from 'node:crypto';
import type { PoolCall } from '#core/call.ts';
import { isEmail, isPhoneNumber } from '#core/constraints/contacts.ts';
import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { normaliseName } from '#core/users/names.ts';

/** What addresses begin with, the common as often as they are; none that is possible is missing, or it would tell. */
const LOCAL_FIRST = 'aaaaabbbcccdddeeefgghhiijjjjkkllllmmmmmnnooppqrrrssssttuvwxyz0123456789';
/** The same of mail domains: the large providers come up more often than the rest. */
const DOMAIN_FIRST = 'ggggggggghhhhyyyyooooiiimmmmaabbccddeeffjkllnnpqrrssttuvwxz0123456789';
/** How many digits phone numbers have, country code included, roughly as often as they do. */
const PHONE_LENGTHS = [11, 11, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 10, 10, 9];
/** Country codes begin with any digit but zero. */
const COUNTRY_FIRST = '1111344445556677899';

/**
 * The contact that a name itself is, if codes go to such. Whoever asks with it is shown it, and gets the code there where
 * that is possible, so that nothing tells whether the name leads to somebody.
 */
export function namedContact(pool: Pool, username: string, order: readonly ContactAttribute[]): Contact | undefined {
  const name = normaliseName(pool, username);
  const attribute = order.find((one) => (one === 'email' ? isEmail(name) : isPhoneNumber(name)));
  return attribute && { attribute, value: name };
}

/**
 * Where a code would go if the name led to somebody: to the first attribute in the order that an imaginary person has,
 * who is always the same for the same name. Some have an e-mail and a phone number, most have one of them.
 */
export function imaginaryContact(
  { deps, pool }: PoolCall,
  username: string,
  order: readonly ContactAttribute[],
): Contact {
  const noise = createHmac('sha256', deps.keys.derive('directory', 'imaginary-contact'))
    .update(`${pool.id}\0${normaliseName(pool, username)}`)
    .digest();
  const expected = order.filter((attribute) => pool.autoVerifiedAttributes.includes(attribute));
  const possible = expected.length > 0 ? expected : order;
  const lacks: ContactAttribute | undefined = (['email', 'phone_number', undefined] as const)[noise[10]! % 3];
  if ((possible.find((attribute) => attribute !== lacks) ?? possible[0]) === 'phone_number') {
    const length = PHONE_LENGTHS[noise[11]! % PHONE_LENGTHS.length]!;
    const digits = String(noise.readUIntBE(0, 6))
      .padStart(length, '0')
      .slice(1 - length);
    return { attribute: 'phone_number', value: `+${pick(COUNTRY_FIRST, noise[12]!)}${digits}` };
  }
  return { attribute: 'email', value: `${pick(LOCAL_FIRST, noise[0]!)}@${pick(DOMAIN_FIRST, noise[1]!)}` };
}

const pick = (from: string, byte: number): string => from[byte % from.length]!;
