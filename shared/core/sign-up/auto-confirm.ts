import type { PoolCall } from '#core/call.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import type { PreSignUpQuestion } from '#core/triggers/pre-sign-up.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Unversioned } from '#ports/records.ts';

type Decision = PreSignUpQuestion['response'];

/**
 * Returns the attributes as somebody who signs up has given them. The service adds that they are not verified, which
 * events do not show.
 */
export function givenAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.endsWith('_verified')));
}

/** Returns the attributes that the pool's function has verified. */
export function autoVerified(decided: Decision | undefined): readonly ContactAttribute[] {
  return [
    ...(decided?.autoVerifyEmail ? (['email'] as const) : []),
    ...(decided?.autoVerifyPhone ? (['phone_number'] as const) : []),
  ];
}

/**
 * Returns the new user as the pool's function has decided: confirmed, or with verified attributes, which become names
 * where they are aliases.
 */
export function asDecided(
  { pool }: PoolCall,
  user: Unversioned<'user'>,
  decided: Decision | undefined,
): Unversioned<'user'> {
  if (!decided) return user;
  const attributes = { ...user.attributes };
  for (const attribute of autoVerified(decided)) attributes[`${attribute}_verified`] = 'true';
  const status = decided.autoConfirmUser ? 'CONFIRMED' : user.status;
  return withAttributes(pool, { ...user, status }, attributes, 'user');
}
