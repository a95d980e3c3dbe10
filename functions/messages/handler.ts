import type { CognitoError } from '#core/errors.ts';
import { deliver } from '#core/messages/deliver.ts';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import { openDelivery } from '#core/messages/sealed-delivery.ts';
import { container } from '#runtime/container.ts';

/**
 * Sends a message that a request has put off until after its response. Rejects when a later attempt may succeed,
 * because Lambda then retries twice, minutes apart. A message that can never be sent is only logged.
 */
export async function handler(event: { readonly sealed?: unknown }): Promise<void> {
  const deps = await container();
  const delivery = openDelivery(deps.keys, event?.sealed);
  if (!delivery) return deps.logger.error('message.not-authentic');
  try {
    await deliver(deps, delivery);
  } catch (error) {
    const { cause } = error as CognitoError;
    if (!(cause instanceof DeliveryError) || cause.passing) throw error;
  }
}
