import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { OnWire } from './api.ts';

/** Returns the CodeDeliveryDetails of a response. */
export function codeDelivery(details: DeliveryDetails): OnWire<api.CodeDeliveryDetailsType> {
  return {
    Destination: details.destination,
    DeliveryMedium: details.deliveryMedium,
    AttributeName: details.attributeName,
  };
}
