import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Attributes } from '#core/users/user.ts';

/**
 * Returns where the code of a sign-up goes: to an attribute that the pool verifies and the user has. The phone number
 * takes precedence.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
 */
export function verificationTarget(pool: Pool, attributes: Attributes): Contact | undefined {
  for (const attribute of verificationOrder(pool)) {
    const value = attributes[attribute];
    if (value) return { attribute, value };
  }
  return undefined;
}

/** Returns the attributes that the pool verifies, in order of preference. */
export function verificationOrder({ autoVerifiedAttributes }: Pool): readonly ContactAttribute[] {
  return (['phone_number', 'email'] as const).filter((attribute) => autoVerifiedAttributes.includes(attribute));
}
