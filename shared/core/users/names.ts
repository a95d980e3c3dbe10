import { createHmac } from 'node:crypto';
import { isEmail, isPhoneNumber, parseEmail } from '#core/constraints/contacts.ts';
import { USERNAME_FORM } from '#core/constraints/forms.ts';
import { foldCase } from '#core/fold-case.ts';
import { formatUuid } from '#core/ids.ts';
import { type ContactAttribute, isCaseSensitive, type Pool } from '#core/pools/pool.ts';
import type { Keyring } from '#ports/keys.ts';
import type { OwnName, User } from './user.ts';

/**
 * The longest sign-in name in UTF-16 units. It is three times the limit of a user name, because composing (UAX #15,
 * section 9) may lengthen a name that much. No e-mail address is as long as this (RFC 5321).
 */
export const MAX_NAME = 3 * USERNAME_FORM.max;

/**
 * Returns a sign-in name as it is compared: in Unicode NFC, and without case unless the pool is case-sensitive. A name
 * that nobody can have becomes a text that nobody can have either, a different one for each name. Nobody can have a
 * name that is too long, because composing takes time that grows with the square of the length, or a name with a lone
 * surrogate, which UTF-8 can't encode.
 */
export function normaliseName(pool: Pool, name: string): string {
  if (name.length > MAX_NAME || !name.isWellFormed()) return `\u0000${JSON.stringify(name)}`;
  const compared = (text: string) => (isCaseSensitive(pool) ? text.normalize('NFC') : foldCase(text));
  // Mail is delivered by the ASCII form of a domain. It distinguishes some letters that differ only in case, and
  // equates others that case folding distinguishes, so the ASCII form is compared.
  const email = /[^\p{ASCII}]/u.test(name) ? parseEmail(name) : undefined;
  return email ? `${compared(email.local)}@${email.domain}` : compared(name);
}

/**
 * Returns every name that leads to a user, each once. In pools whose user names are e-mail addresses or phone numbers,
 * these count at once; in alias pools they count only when they are verified.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function namesOf(pool: Pool, user: Pick<User, 'username' | 'attributes'>): readonly OwnName[] {
  const names = allNamesOf(pool, user);
  return names.filter((name, index) => names.findIndex((other) => other.value === name.value) === index);
}

/** Returns every name that leads to a user. A name that two attributes give is listed twice. */
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

/** Returns the name that a user's SRP verifier is made for. A client receives it as USER_ID_FOR_SRP. */
export function srpUserId(pool: Pool, username: string): string {
  return normaliseName(pool, username);
}

/**
 * Returns the name that a client is shown and names in its answers: that of srpUserId or, for a name that leads to
 * nobody, one of the same kind. `sub` is the imaginary sub then.
 */
export function shownName(
  pool: Pool,
  asked: string,
  { user, sub }: { readonly user: Pick<User, 'username'> | undefined; readonly sub: string },
): string {
  const imaginary = isAliasOnly(pool, asked) ? sub : normaliseName(pool, asked);
  return user ? srpUserId(pool, user.username) : imaginary;
}

const SUB = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Tells whether a name has the form of a sub. */
export function looksLikeSub(name: string): boolean {
  return SUB.test(name);
}

/**
 * Returns a sub for a name that leads to no user. It is always the same for the same name, so that the name is counted
 * and locked like a real user, and it has the form of a real sub.
 */
export function imaginarySub(keys: Keyring, poolId: string, normalisedName: string): string {
  const key = keys.derive('directory', 'imaginary-sub');
  const sub = createHmac('sha256', key).update(`${poolId}\0${normalisedName}`).digest().subarray(0, 16);
  const kind = isEmail(normalisedName) ? 'email' : isPhoneNumber(normalisedName) ? 'phone_number' : undefined;
  if (kind && kind !== kindOf(keys, poolId, sub)) sub[0]! ^= 1;
  return formatUuid(sub);
}

/**
 * Returns which kind of contact led to an imaginary sub, if a contact did. A caller who asks again with the sub in place of
 * the name then gets the same answers. Without the key, nobody can tell such a sub from a random one.
 */
export function imaginaryKind(keys: Keyring, poolId: string, sub: string): ContactAttribute {
  return kindOf(keys, poolId, Buffer.from(sub.replaceAll('-', ''), 'hex'));
}

/** The kind is the first byte's last bit, which is masked by a hash of all others. */
function kindOf(keys: Keyring, poolId: string, sub: Buffer): ContactAttribute {
  const key = keys.derive('directory', 'imaginary-kind');
  const others = Buffer.concat([Buffer.of(sub[0]! >> 1), sub.subarray(1)]);
  const mask = createHmac('sha256', key).update(`${poolId}\0`).update(others).digest()[0]!;
  return (sub[0]! ^ mask) & 1 ? 'phone_number' : 'email';
}

/**
 * Tells whether a name can only be an alias in this pool. The canonical name of its user would be another one, so the
 * response to an unknown alias must give another name too.
 * @internal
 */
export function isAliasOnly(pool: Pool, name: string): boolean {
  if (pool.usernameAttributes.length > 0) return true;
  return (
    (pool.aliasAttributes.includes('email') && isEmail(name)) ||
    (pool.aliasAttributes.includes('phone_number') && isPhoneNumber(name))
  );
}
