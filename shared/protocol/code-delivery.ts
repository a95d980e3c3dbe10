import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { OnWire } from './api.ts';

/** CodeDeliveryDetails as the wire has them. */
export function codeDelivery(details: DeliveryDetails): OnWire<api.CodeDeliveryDetailsType> {
  return {
    Destination: details.destination,
    DeliveryMedium: details.deliveryMedium,
    AttributeName: details.attributeName,
  };
}
