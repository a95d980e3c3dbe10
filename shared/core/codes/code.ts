import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from '#core/call.ts';
import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { Keys } from '#ports/keys.ts';
import type { Ref, Unversioned } from '#ports/records.ts';

/** A code that was just drawn: its digits are known here only, the record keeps a keyed hash. */
export type NewCode = { readonly code: string; readonly record: Unversioned<'code'> };

export type CodePurpose = 'SIGN_UP' | 'FORGOT_PASSWORD' | `VERIFY#${ContactAttribute}`;

/** A one-time code, kept as a keyed hash. */
export type OneTimeCode = {
  readonly poolId: string;
  readonly sub: string;
  readonly purpose: CodePurpose;
  readonly hash: string;
  /** The attribute that the code was sent to. */
  readonly attribute: ContactAttribute;
  /** The value of that attribute when the code was sent; a code for another value verifies nothing, unless pending. */
  readonly destination: string;
  /** The destination is no value of the user yet: it becomes the attribute's value when the code is given. */
  readonly pending?: true;
  readonly expiresAt: number;
  readonly version: number;
};

const DIGITS = 6;
/** How long a code is good. https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const VALID_MS: Readonly<Record<CodePurpose, number>> = {
  SIGN_UP: 24 * 3_600_000,
  FORGOT_PASSWORD: 3_600_000,
  'VERIFY#email': 24 * 3_600_000,
  'VERIFY#phone_number': 24 * 3_600_000,
};

export function codeRef(purpose: CodePurpose, { poolId, sub }: Pick<User, 'poolId' | 'sub'>): Ref<'code'> {
  return { kind: 'code', id: { poolId, sub, purpose } };
}

/** Where a code was sent. */
export function contactOf({ attribute, destination: value }: Pick<OneTimeCode, 'attribute' | 'destination'>): Contact {
  return { attribute, value };
}

/** A new code of six digits for a user; stored with `put`, it replaces the one before. */
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

/** Whether `given` is the code of the record, expired or not. Without a record it costs the same and is false. */
export function codeMatches(keys: Keys, record: Unversioned<'code'> | undefined, given: string): boolean {
  const actual = hashOf(keys, record ?? NO_CODE, given);
  const expected = record ? Buffer.from(record.hash, 'base64') : Buffer.alloc(actual.length);
  return expected.length === actual.length && timingSafeEqual(expected, actual) && record !== undefined;
}

/**
 * The record of a code that was used. It stays until it expires, and no code matches it: who guesses at the code of somebody
 * who has used it is told what is told of somebody who does not exist.
 */
export function spentCode(record: OneTimeCode): Unversioned<'code'> {
  return { ...record, hash: '' };
}

export function isSpent({ hash }: OneTimeCode): boolean {
  return hash === '';
}

/** Keyed, since six digits would be found again from a plain hash at once. */
function hashOf(keys: Keys, about: Omit<OneTimeCode, 'hash' | 'expiresAt' | 'version'>, code: string): Buffer {
  const { poolId, sub, purpose, attribute, destination } = about;
  const key = keys.derive('credentials', 'one-time-code');
  return createHmac('sha256', key)
    .update(JSON.stringify([poolId, sub, purpose, attribute, destination, code]))
    .digest();
}

/**
 * `length` decimal digits, each equally likely; may begin with 0. For codes: 6, or 8 for signing in by e-mail or SMS.
 * @internal
 */
export function randomDigits(length: number, random: (max: number) => number): string {
  return Array.from({ length }, () => random(10)).join('');
}
