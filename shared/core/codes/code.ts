import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from '#core/call.ts';
import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Ref, Unversioned } from '#ports/records.ts';

/** A code that was just drawn. Its digits are known only here; the record holds a keyed hash of them. */
export type NewCode = { readonly code: string; readonly record: Unversioned<'code'> };

export type CodePurpose = 'SIGN_UP' | 'FORGOT_PASSWORD' | `VERIFY#${ContactAttribute}`;

/** The record of a one-time code, which holds a keyed hash of the code. */
export type OneTimeCode = {
  readonly poolId: string;
  readonly sub: string;
  readonly purpose: CodePurpose;
  readonly hash: string;
  /** The attribute that the code was sent to. */
  readonly attribute: ContactAttribute;
  /**
   * The address or phone number that the code was sent to. Unless it is pending, the code verifies the attribute only
   * while this is still its value.
   */
  readonly destination: string;
  /** The destination is not yet a value of the user: it becomes the value of the attribute when the code is given. */
  readonly pending?: true;
  readonly expiresAt: number;
  readonly version: number;
};

const DIGITS = 6;
/**
 * The lifetime of a code, in milliseconds.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
const VALID_MS: Readonly<Record<CodePurpose, number>> = {
  SIGN_UP: 24 * 3_600_000,
  FORGOT_PASSWORD: 3_600_000,
  'VERIFY#email': 24 * 3_600_000,
  'VERIFY#phone_number': 24 * 3_600_000,
};

/** Returns the reference to a user's code for a purpose. */
export function codeRef(purpose: CodePurpose, { poolId, sub }: Pick<User, 'poolId' | 'sub'>): Ref<'code'> {
  return { kind: 'code', id: { poolId, sub, purpose } };
}

/** Returns the contact that a code was sent to. */
export function contactOf({ attribute, destination: value }: Pick<OneTimeCode, 'attribute' | 'destination'>): Contact {
  return { attribute, value };
}

/**
 * Draws a new code of six digits for a user. When its record is stored with `put`, it replaces the previous code for
 * this purpose.
 */
export function newCode(
  { deps }: Call,
  owner: Pick<User, 'poolId' | 'sub'>,
  purpose: CodePurpose,
  { attribute, value: destination }: Contact,
): NewCode {
  const code = randomDigits(DIGITS, deps.random.integer);
  const about = { poolId: owner.poolId, sub: owner.sub, purpose, attribute, destination };
  const expiresAt = deps.clock.now() + VALID_MS[purpose];
  return { code, record: { ...about, hash: hashOf(deps.keys, about, code).toString('base64'), expiresAt } };
}

const NO_CODE = { poolId: '', sub: '', purpose: 'SIGN_UP', attribute: 'email', destination: '' } as const;

/**
 * Returns whether `given` is the code of the record, expired or not. Without a record it takes as long and returns
 * false.
 */
export function codeMatches(keys: Keyring, record: Unversioned<'code'> | undefined, given: string): boolean {
  const actual = hashOf(keys, record ?? NO_CODE, given);
  const expected = record ? Buffer.from(record.hash, 'base64') : Buffer.alloc(actual.length);
  return expected.length === actual.length && timingSafeEqual(expected, actual) && record !== undefined;
}

/**
 * Returns the record of a code after its use. It stays until it expires, and no code matches it. A caller who guesses
 * at the code of a user who has used it therefore gets the same errors as for a user who does not exist.
 */
export function spentCode(record: OneTimeCode): Unversioned<'code'> {
  return { ...record, hash: '' };
}

/** Returns whether the code of the record was used; see spentCode. */
export function isSpent({ hash }: OneTimeCode): boolean {
  return hash === '';
}

/** Returns the keyed hash of a code. A plain hash of six digits could be reversed at once. */
function hashOf(keys: Keyring, about: Omit<OneTimeCode, 'hash' | 'expiresAt' | 'version'>, code: string): Buffer {
  const { poolId, sub, purpose, attribute, destination } = about;
  const key = keys.derive('credentials', 'one-time-code');
  return createHmac('sha256', key)
    .update(JSON.stringify([poolId, sub, purpose, attribute, destination, code]))
    .digest();
}

/**
 * Returns `length` random decimal digits, each equally likely; the first may be 0. Codes have 6 digits, or 8 for
 * signing in by e-mail or SMS.
 */
export function randomDigits(length: number, random: (max: number) => number): string {
  return Array.from({ length }, () => random(10)).join('');
}
