import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Attributes } from '#core/users/user.ts';

/**
 * Where the code of a sign-up goes: an attribute that the pool verifies and the user has. The phone number wins.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
 */
export function verificationTarget(pool: Pool, attributes: Attributes): Contact | undefined {
  for (const attribute of verificationOrder(pool)) {
    const value = attributes[attribute];
    if (value) return { attribute, value };
  }
  return undefined;
}

/** The attributes that the pool verifies, the first choice first. */
export function verificationOrder({ autoVerifiedAttributes }: Pool): readonly ContactAttribute[] {
  return (['phone_number', 'email'] as const).filter((attribute) => autoVerifiedAttributes.includes(attribute));
}
