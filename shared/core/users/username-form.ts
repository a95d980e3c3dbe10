import { fail } from '#core/errors.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { type Attributes, isEmail, isPhoneNumber } from './attributes.ts';
import { normaliseName } from './names.ts';

/**
 * Throws InvalidParameterException for a username that a new user of the pool can't have: one that is no e-mail or
 * phone number where those are the user names, or one that is where they are aliases.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function checkUsernameForm(pool: Pool, username: string): void {
  const [first, second] = pool.usernameAttributes;
  if (first && !usernameAttribute(pool, username)) {
    if (second) fail('InvalidParameterException', 'Username should be either an email or a phone number.');
    fail('InvalidParameterException', `Username should be ${first === 'email' ? 'an email' : 'a phone number'}.`);
  }
  if (pool.aliasAttributes.includes('email') && isEmail(username)) {
    fail(
      'InvalidParameterException',
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  }
  if (pool.aliasAttributes.includes('phone_number') && isPhoneNumber(username)) {
    fail(
      'InvalidParameterException',
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    );
  }
}

/** The attribute that a new user's name is the value of; undefined where names are just names. */
function usernameAttribute(pool: Pool, username: string): ContactAttribute | undefined {
  const form = { email: isEmail, phone_number: isPhoneNumber };
  return pool.usernameAttributes.find((attribute) => form[attribute](username));
}

/**
 * The attributes of a new user, with the username among them where it is an e-mail or a phone number. Throws
 * InvalidParameterException when they give another value for that attribute.
 */
export function withUsernameAttribute(pool: Pool, username: string, attributes: Attributes): Attributes {
  const attribute = usernameAttribute(pool, username);
  if (!attribute) return attributes;
  const given = attributes[attribute];
  if (given === undefined) return { ...attributes, [attribute]: username };
  if (normaliseName(pool, given) === normaliseName(pool, username)) return attributes;
  return fail(
    'InvalidParameterException',
    `User ${attribute} should be empty or same as username, since username attribute is ${attribute}.`,
  );
}
