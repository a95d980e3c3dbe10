import { createHmac } from 'node:crypto';
import { isEmail, isPhoneNumber, parseEmail } from '#core/constraints/contacts.ts';
import { USERNAME_FORM } from '#core/constraints/forms.ts';
import { foldCase } from '#core/fold-case.ts';
import { formatUuid } from '#core/ids.ts';
import { isCaseSensitive, type Pool } from '#core/pools/pool.ts';
import type { Keys } from '#ports/keys.ts';
import type { OwnName, User } from './user.ts';

/**
 * No sign-in name is longer, in UTF-16 units: three times what a user name may be, since composing (UAX #15, section 9)
 * may lengthen one so much, and more than an e-mail address can have (RFC 5321).
 */
export const MAX_NAME = 3 * USERNAME_FORM.max;

/**
 * A sign-in name as it is compared: Unicode NFC, and without case unless the pool is case-sensitive. What nobody can have
 * as a name (too long: composing takes time that grows with the square of the length; or with a lone surrogate, which
 * UTF-8 can't write) becomes a text that is no name either, another one for every such name.
 */
export function normaliseName(pool: Pool, name: string): string {
  if (name.length > MAX_NAME || !name.isWellFormed()) return `\u0000${JSON.stringify(name)}`;
  const compared = (text: string) => (isCaseSensitive(pool) ? text.normalize('NFC') : foldCase(text));
  // Mail goes by the ASCII form of a domain, which knows letters apart that differ in case alone, and others not.
  const email = /[^\p{ASCII}]/u.test(name) ? parseEmail(name) : undefined;
  return email ? `${compared(email.local)}@${email.domain}` : compared(name);
}

/**
 * Everything that leads to a user. In pools whose user names are e-mails or phone numbers those are taken at once; in
 * alias pools an e-mail or phone counts only once it is verified.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function namesOf(pool: Pool, user: Pick<User, 'username' | 'attributes'>): readonly OwnName[] {
  const names = allNamesOf(pool, user);
  return names.filter((name, index) => names.findIndex((other) => other.value === name.value) === index);
}

/** The same, also what is a name by two attributes. */
export function allNamesOf(pool: Pool, user: Pick<User, 'username' | 'attributes'>): readonly OwnName[] {
  const { attributes } = user;
  const names: OwnName[] = [];
  const add = (kind: OwnName['kind'], value: string | undefined) => {
    if (value) names.push({ kind, value: normaliseName(pool, value) });
  };
  if (pool.usernameAttributes.length === 0) add('username', user.username);
  for (const kind of pool.usernameAttributes) add(kind, attributes[kind]);
  for (const kind of pool.aliasAttributes) {
    if (kind === 'preferred_username') add(kind, attributes[kind]);
    else if (attributes[`${kind}_verified`] === 'true') add(kind, attributes[kind]);
  }
  return names;
}

/** The name that a user's SRP verifier is made for: what a client is told as USER_ID_FOR_SRP. */
export function srpUserId(pool: Pool, username: string): string {
  return normaliseName(pool, username);
}

const SUB = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function looksLikeSub(name: string): boolean {
  return SUB.test(name);
}

/**
 * A sub for a name that leads to nobody: always the same for the same name, so that it is counted and locked like a
 * real user, and shaped like one.
 */
export function imaginarySub(keys: Keys, poolId: string, normalisedName: string): string {
  const key = keys.derive('directory', 'imaginary-sub');
  return formatUuid(createHmac('sha256', key).update(`${poolId}\0${normalisedName}`).digest().subarray(0, 16));
}

/**
 * Whether a name can only be an alias in this pool, so that its user's canonical name would be another: the answer to
 * an unknown one must then name another, too.
 */
export function isAliasOnly(pool: Pool, name: string): boolean {
  if (pool.usernameAttributes.length > 0) return true;
  return (
    (pool.aliasAttributes.includes('email') && isEmail(name)) ||
    (pool.aliasAttributes.includes('phone_number') && isPhoneNumber(name))
  );
}
