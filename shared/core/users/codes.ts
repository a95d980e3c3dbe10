import { createHmac, timingSafeEqual } from 'node:crypto';
import { sendMessage, templatesOf } from '#core/messages/send.ts';
import { verificationMessage } from '#core/messages/templates.ts';
import { randomDigits } from '#core/password/generate.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Deps } from '#ports/deps.ts';
import type { Keys } from '#ports/keys.ts';
import type { Message } from '#ports/messages.ts';
import type { Ref } from '#ports/records.ts';
import type { Attributes } from './attributes.ts';
import type { CodePurpose, OneTimeCode, User } from './user.ts';

/** The attribute that a code goes to, and its value. */
export type CodeTarget = { readonly attribute: ContactAttribute; readonly value: string };

/** A code that was just drawn: its digits are known here only, the record keeps a keyed hash. */
export type NewCode = { readonly code: string; readonly record: OneTimeCode };

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

/**
 * Where the code of a sign-up goes: an attribute that the pool verifies and the user has. The phone number wins.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
 */
export function verificationTarget(pool: Pool, attributes: Attributes): CodeTarget | undefined {
  for (const attribute of ['phone_number', 'email'] as const) {
    const value = attributes[attribute];
    if (value && pool.autoVerifiedAttributes.includes(attribute)) return { attribute, value };
  }
  return undefined;
}

/** A new code of six digits for a user; stored with `put`, it replaces the one before. */
export function newCode(
  deps: Pick<Deps, 'keys' | 'random' | 'clock'>,
  owner: Pick<User, 'poolId' | 'sub'>,
  purpose: CodePurpose,
  { attribute, value: destination }: CodeTarget,
): NewCode {
  const code = randomDigits(DIGITS, deps.random.integer);
  const about = { poolId: owner.poolId, sub: owner.sub, purpose, attribute, destination };
  const expiresAt = deps.clock.now() + VALID_MS[purpose];
  return { code, record: { ...about, hash: hashOf(deps.keys, about, code).toString('base64'), expiresAt, version: 0 } };
}

const NO_CODE = { poolId: '', sub: '', purpose: 'SIGN_UP', attribute: 'email', destination: '' } as const;

/** Whether `given` is the code of the record, expired or not. Without a record it costs the same and is false. */
export function codeMatches(keys: Keys, record: OneTimeCode | undefined, given: string): boolean {
  const actual = hashOf(keys, record ?? NO_CODE, given);
  const expected = record ? Buffer.from(record.hash, 'base64') : Buffer.alloc(actual.length);
  return expected.length === actual.length && timingSafeEqual(expected, actual) && record !== undefined;
}

/** Keyed, since six digits would be found again from a plain hash at once. */
function hashOf(keys: Keys, about: Omit<OneTimeCode, 'hash' | 'expiresAt' | 'version'>, code: string): Buffer {
  const { poolId, sub, purpose, attribute, destination } = about;
  const key = keys.derive('credentials', 'one-time-code');
  return createHmac('sha256', key)
    .update(JSON.stringify([poolId, sub, purpose, attribute, destination, code]))
    .digest();
}

/** Sends a code to where its record says. Throws CodeDeliveryFailureException. */
export function sendCode(
  deps: Pick<Deps, 'messages' | 'logger'>,
  pool: Pool,
  { code, record }: NewCode,
): Promise<void> {
  return sendMessage(deps, pool, codeMessage(pool, { code, record }));
}

/** The message that brings a code to where its record says. */
export function codeMessage(pool: Pool, { code, record }: NewCode): Message {
  const medium = record.attribute === 'email' ? 'EMAIL' : 'SMS';
  return verificationMessage(templatesOf(pool), { medium, code, to: record.destination });
}
