import type { ContactAttribute } from '#core/pools/pool.ts';
import type { Medium } from '#ports/messages.ts';
import { maskEmail, maskPhone } from './masking.ts';

/** An attribute of a user that messages can go to, and its value. */
export type Contact = { readonly attribute: ContactAttribute; readonly value: string };

/** Where a code went, as far as a client is told. */
export type DeliveryDetails = {
  readonly destination: string;
  readonly deliveryMedium: Medium;
  readonly attributeName: ContactAttribute;
};

export function mediumOf({ attribute }: Contact): Medium {
  return attribute === 'email' ? 'EMAIL' : 'SMS';
}

/**
 * The masked destination of a code sent to a user's attribute. Also right for the simulated answers about users
 * that don't exist: they are built from what the client sent.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html
 */
export function deliveryDetails(contact: Contact): DeliveryDetails {
  const { attribute, value } = contact;
  const mask = attribute === 'email' ? maskEmail : maskPhone;
  return { destination: mask(value), deliveryMedium: mediumOf(contact), attributeName: attribute };
}
