import type { ContactAttribute } from '#core/pools/pool.ts';
import type { Medium } from '#ports/messages.ts';
import { maskEmail, maskPhone } from './masking.ts';

/** An attribute of a user that messages can go to, and its value. */
export type Contact = { readonly attribute: ContactAttribute; readonly value: string };

/** The destination of a code, as far as a client may know it. */
export type DeliveryDetails = {
  readonly destination: string;
  readonly deliveryMedium: Medium;
  readonly attributeName: ContactAttribute;
};

/** Returns the medium of a contact: EMAIL for `email`, SMS for `phone_number`. */
export function mediumOf({ attribute }: Contact): Medium {
  return attribute === 'email' ? 'EMAIL' : 'SMS';
}

/**
 * Returns the masked destination of a code that is sent to a user's attribute. Simulated responses about users that
 * don't exist use it too, with a contact made from what the client sent.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html
 */
export function deliveryDetails(contact: Contact): DeliveryDetails {
  const { attribute, value } = contact;
  const mask = attribute === 'email' ? maskEmail : maskPhone;
  return { destination: mask(value), deliveryMedium: mediumOf(contact), attributeName: attribute };
}
