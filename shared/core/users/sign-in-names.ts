import { isEmail, isPhoneNumber } from '#core/constraints/contacts.ts';
import { USERNAME_FORM } from '#core/constraints/forms.ts';
import { matches } from '#core/constraints/strings.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Unversioned } from '#ports/records.ts';
import { allNamesOf, looksLikeSub, MAX_NAME, namesOf, normaliseName } from './names.ts';
import type { Attributes, OwnName, User } from './user.ts';

/** Who fills a user's attributes: of the user's record each may take up less than the next. */
export type Writer = 'user' | 'administrator' | 'service';

/**
 * How large a user may become by the attributes that each writes, in bytes of JSON. What is left up to the largest item
 * (adapters/dynamo/items.ts) is the service's: what protects or locks an account must always find room.
 */
const LARGEST_BYTES: Readonly<Record<Writer, number>> = {
  user: 224 * 1024,
  administrator: 288 * 1024,
  service: Number.POSITIVE_INFINITY,
};

/**
 * A user with these attributes, and the names that follow from them: every way to write an attribute comes through here.
 * Only names and bytes that this adds are judged, so that a stored user can always be changed for the better. Throws
 * InvalidParameterException for what can't be a sign-in name, and for a user that would become too large.
 */
export function withAttributes<U extends Unversioned<'user'>>(
  pool: Pool,
  user: U,
  attributes: Attributes,
  writer: Writer,
): U {
  const after: U = { ...user, attributes: { ...attributes }, names: namesOf(pool, { ...user, attributes }) };
  // A user who is not stored yet has no names. One that a second attribute brings is judged as well.
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
 * Throws InvalidParameterException unless a user of the pool may have the name, which is normalised: a user name or
 * preferred_username must not have the form of an alias that others prove to have, and those must have it.
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
  // A program may still name a user by the sub who has been deleted.
  if (kind === 'preferred_username' && looksLikeSub(value)) {
    fail('InvalidParameterException', 'A preferred_username cannot have the form of a sub.');
  }
  // Others could not be named in requests. Of what nobody can have as a name, normaliseName makes one with NUL.
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
 * Throws InvalidParameterException for a username that a new user can't have where user names are e-mails or phone
 * numbers. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function checkUsernameForm(pool: Pool, username: string): void {
  const [first, second] = pool.usernameAttributes;
  if (!first || usernameAttribute(pool, username)) return;
  if (second) fail('InvalidParameterException', 'Username should be either an email or a phone number.');
  fail('InvalidParameterException', `Username should be ${first === 'email' ? 'an email' : 'a phone number'}.`);
}

/** The attribute that a new user's name is the value of; undefined where names are just names. */
function usernameAttribute(pool: Pool, username: string): ContactAttribute | undefined {
  return pool.usernameAttributes.find((attribute) => isContact[attribute](username));
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
