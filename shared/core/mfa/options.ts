import { fail } from '#core/errors.ts';
import type { User } from '#core/users/user.ts';

/** A way in which a user gets codes of MFA, as the older operations name it. They know only SMS. */
export type MfaOption = { readonly deliveryMedium: string | undefined; readonly attributeName: string | undefined };

/**
 * Accepts an empty list, which turns MFA by SMS off: no user has it. Throws InvalidParameterException for anything else:
 * for an option that no user can have, for a user without a phone number, and otherwise because MFA is not built. An
 * account that shows MFA and signs in without it would be less safe than it looks.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MFAOptionType.html
 */
export function checkMfaOptions({ attributes }: Pick<User, 'attributes'>, options: readonly MfaOption[]): void {
  if (options.length === 0) return;
  const isSms = ({ deliveryMedium, attributeName }: MfaOption) =>
    deliveryMedium === 'SMS' && attributeName === 'phone_number';
  if (!options.every(isSms)) {
    fail('InvalidParameterException', 'MFAOptions can only have DeliveryMedium SMS with AttributeName phone_number.');
  }
  if (attributes.phone_number === undefined) {
    fail('InvalidParameterException', 'User does not have delivery config set to turn on SMS_MFA');
  }
  fail('InvalidParameterException', 'MFAOptions with SMS is not supported by this version of Ownpool.');
}
