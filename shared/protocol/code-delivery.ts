import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import type { DeliveryDetails } from '#core/messages/delivery.ts';

/** CodeDeliveryDetails as the wire has them. */
export function codeDelivery(details: DeliveryDetails): CodeDeliveryDetailsType {
  return {
    Destination: details.destination,
    DeliveryMedium: details.deliveryMedium,
    AttributeName: details.attributeName,
  };
}
