import { CognitoError } from '#core/errors.ts';
import type { Delivery } from '#ports/deferred.ts';
import type { Deps } from '#ports/deps.ts';
import { DeliveryError } from './delivery-error.ts';

/** Hands a message over if it is wanted. Throws CodeDeliveryFailureException, and logs the reason. */
export function deliver({ messages, logger }: Pick<Deps, 'messages' | 'logger'>, delivery: Delivery): Promise<void> {
  const { poolId, message, wanted } = delivery;
  return handedOver(logger, 'message.not-delivered', poolId, async () => {
    if (wanted) await messages.send(message);
  });
}

/**
 * Has a message handed over after the response. A message that is not wanted costs the same and is not sent. Throws
 * CodeDeliveryFailureException when the delivery could not be deferred, whether or not it is wanted.
 */
export function deliverLater(
  { deferred, logger }: Pick<Deps, 'deferred' | 'logger'>,
  delivery: Delivery,
): Promise<void> {
  return handedOver(logger, 'message.not-deferred', delivery.poolId, () => deferred(delivery));
}

async function handedOver(
  logger: Deps['logger'],
  event: string,
  poolId: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.warn(event, { poolId, error: reasonOf(error) });
    throw new CognitoError('CodeDeliveryFailureException', undefined, { cause: error });
  }
}

/** Returns the text for the log. Only a DeliveryError is known to contain nothing of the message. */
function reasonOf(error: unknown): string {
  if (error instanceof DeliveryError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}
