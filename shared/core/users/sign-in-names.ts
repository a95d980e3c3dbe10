import { isEmail, isPhoneNumber } from '#core/constraints/contacts.ts';
import { USERNAME_FORM } from '#core/constraints/forms.ts';
import { matches } from '#core/constraints/strings.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Unversioned } from '#ports/records.ts';
import { allNamesOf, looksLikeSub, MAX_NAME, namesOf, normaliseName } from './names.ts';
import type { Attributes, OwnName, User } from './user.ts';

/** The party that writes a user's attributes. Each may fill less of the user's record than the next. */
export type Writer = 'user' | 'administrator' | 'service';

/**
 * The size, in bytes of JSON, that a user may reach by the attributes that each writer writes. The rest up to the
 * largest item (adapters/dynamo/items.ts) is for the service, because what protects or locks an account must always
 * find room.
 */
const LARGEST_BYTES: Readonly<Record<Writer, number>> = {
  user: 224 * 1024,
  administrator: 288 * 1024,
  service: Number.POSITIVE_INFINITY,
};

/**
 * Returns a user with these attributes and the names that follow from them. Every write of an attribute comes through
 * here. Only names and bytes that this call adds are checked, so that a stored user can always be improved. Throws
 * InvalidParameterException for a name that can't be a sign-in name, and for a user that would become too large.
 */
export function withAttributes<U extends Unversioned<'user'>>(
  pool: Pool,
  user: U,
  attributes: Attributes,
  writer: Writer,
): U {
  const after: U = { ...user, attributes: { ...attributes }, names: namesOf(pool, { ...user, attributes }) };
  // A user who is not stored yet has no names. A name that a second attribute brings is checked as well.
  const had = user.names.length > 0 ? allNamesOf(pool, user) : [];
  for (const name of allNamesOf(pool, after)) {
    if (!had.some(({ kind, value }) => kind === name.kind && value === name.value)) checkName(pool, user, name);
  }
  const size = sizeOf(after);
  if (size > LARGEST_BYTES[writer] && size > sizeOf(user)) {
    fail('InvalidParameterException', 'The request makes the resource too large.');
  }
  return after;
}

function sizeOf(user: Unversioned<'user'>): number {
  return Buffer.byteLength(JSON.stringify(user));
}

/**
 * Throws InvalidParameterException unless a user of the pool may have the name, which is normalised. Where an e-mail
 * address or phone number is an alias, which its owner must prove to have, a user name or preferred_username must not
 * have that form. An e-mail address or phone number must have its own form.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
function checkName(pool: Pool, { status }: Pick<User, 'status'>, { kind, value }: OwnName): void {
  if (value.length > MAX_NAME) {
    fail('InvalidParameterException', `A sign-in name cannot have more than ${MAX_NAME} characters.`);
  }
  if (kind === 'email' || kind === 'phone_number') {
    if (!isContact[kind](value)) fail('InvalidParameterException', TEXT.malformed[kind]);
    return;
  }
  if (kind === 'preferred_username' && status === 'UNCONFIRMED') {
    fail('InvalidParameterException', TEXT.preferredUsernameTooEarly);
  }
  // A program may still name a deleted user by that sub.
  if (kind === 'preferred_username' && looksLikeSub(value)) {
    fail('InvalidParameterException', 'A preferred_username cannot have the form of a sub.');
  }
  // A user with any other name could not be named in requests. A name that nobody can have fails too, because
  // normaliseName puts NUL in it.
  if (!matches(USERNAME_FORM, value)) {
    fail('InvalidParameterException', 'A user name cannot have blanks, control or format characters.');
  }
  for (const attribute of ['email', 'phone_number'] as const) {
    if (!pool.aliasAttributes.includes(attribute) || !isContact[attribute](value)) continue;
    const form = attribute === 'email' ? 'email' : 'phone number';
    const text = `Username cannot be of ${form} format, since user pool is configured for ${form} alias.`;
    fail('InvalidParameterException', text);
  }
}

const isContact = { email: isEmail, phone_number: isPhoneNumber };

/**
 * Throws InvalidParameterException for a username that a new user can't have in a pool whose user names are e-mail
 * addresses or phone numbers.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function checkUsernameForm(pool: Pool, username: string): void {
  const [first, second] = pool.usernameAttributes;
  if (!first || usernameAttribute(pool, username)) return;
  if (second) fail('InvalidParameterException', 'Username should be either an email or a phone number.');
  fail('InvalidParameterException', `Username should be ${first === 'email' ? 'an email' : 'a phone number'}.`);
}

/** Returns the attribute that has a new user's name as its value, or undefined for a plain user name. */
function usernameAttribute(pool: Pool, username: string): ContactAttribute | undefined {
  return pool.usernameAttributes.find((attribute) => isContact[attribute](username));
}

/**
 * Returns the attributes of a new user, which include the username where it is an e-mail address or phone number.
 * Throws InvalidParameterException when they have another value for that attribute.
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
