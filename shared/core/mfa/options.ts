import { fail } from '#core/errors.ts';
import type { MfaPreference } from './preference.ts';

/** A way in which a user gets codes of MFA, as the older operations name it. They know only SMS. */
export type MfaOption = { readonly deliveryMedium: string | undefined; readonly attributeName: string | undefined };

/**
 * Returns what the older operations ask for: an SMS option turns MFA by SMS on, and an empty list turns it off. Throws
 * InvalidParameterException for an option that no user can have.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MFAOptionType.html
 */
export function preferenceOfOptions(options: readonly MfaOption[]): MfaPreference {
  const isSms = ({ deliveryMedium, attributeName }: MfaOption) =>
    deliveryMedium === 'SMS' && attributeName === 'phone_number';
  if (!options.every(isSms)) {
    fail('InvalidParameterException', 'MFAOptions can only have DeliveryMedium SMS with AttributeName phone_number.');
  }
  return { factors: { SMS_MFA: { enabled: options.length > 0 } } };
}
