import type { Medium } from '#ports/messages.ts';
import { maskEmail, maskPhone } from './masking.ts';

/** Where a code went, as far as a client is told. */
export type DeliveryDetails = {
  readonly destination: string;
  readonly deliveryMedium: Medium;
  readonly attributeName: 'email' | 'phone_number';
};

/**
 * The masked destination of a code sent to a user's attribute. Also right for the simulated answers about users
 * that don't exist: they are built from what the client sent.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CodeDeliveryDetailsType.html
 */
export function deliveryDetails(target: {
  readonly attribute: 'email' | 'phone_number';
  readonly value: string;
}): DeliveryDetails {
  return target.attribute === 'email'
    ? { destination: maskEmail(target.value), deliveryMedium: 'EMAIL', attributeName: 'email' }
    : { destination: maskPhone(target.value), deliveryMedium: 'SMS', attributeName: 'phone_number' };
}
