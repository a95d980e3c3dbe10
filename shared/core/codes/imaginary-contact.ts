import { createHmac } from 'node:crypto';
import type { PoolCall } from '#core/call.ts';
import { isEmail, isPhoneNumber } from '#core/constraints/contacts.ts';
import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { normaliseName } from '#core/users/names.ts';

/**
 * The first characters of e-mail addresses, weighted by their frequency. Every possible character is included, because
 * an address with any other one could only be that of a real user.
 */
const LOCAL_FIRST = 'aaaaabbbcccdddeeefgghhiijjjjkkllllmmmmmnnooppqrrrssssttuvwxyz0123456789';
/** The first characters of mail domains, weighted in favour of the large providers. */
const DOMAIN_FIRST = 'ggggggggghhhhyyyyooooiiimmmmaabbccddeeffjkllnnpqrrssttuvwxz0123456789';
/** The numbers of digits that phone numbers have, country code included, weighted roughly by their frequency. */
const PHONE_LENGTHS = [11, 11, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 10, 10, 9];
/** The first digits of country codes, weighted; none is zero. */
const COUNTRY_FIRST = '1111344445556677899';

/**
 * Returns the contact that the name itself is, if the name is an e-mail address or phone number that codes may go to.
 * The caller is shown this contact, and the code goes there where possible, so that the answer does not reveal whether
 * the name belongs to a user.
 */
export function namedContact(pool: Pool, username: string, order: readonly ContactAttribute[]): Contact | undefined {
  const name = normaliseName(pool, username);
  const attribute = order.find((one) => (one === 'email' ? isEmail(name) : isPhoneNumber(name)));
  return attribute && { attribute, value: name };
}

/**
 * Returns where a code would go if the name belonged to a user: to the first attribute in the order that an imaginary
 * user has. This user is always the same for the same name. Some have an e-mail address and a phone number, but most
 * have only one of them.
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
