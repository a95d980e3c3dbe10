import { CognitoError } from '#core/errors.ts';
import type { Delivery } from '#ports/deferred.ts';
import type { Deps } from '#ports/deps.ts';
import { DeliveryError } from './delivery-error.ts';

/** What a delivery needs. */
export type Delivering = Pick<Deps, 'messages' | 'logger' | 'clock' | 'notificationLog'>;

type Reporting = Omit<Delivering, 'messages'>;

/**
 * Hands a message over if it is wanted. Throws CodeDeliveryFailureException, and reports the reason to the operator's
 * log and to the log group of the pool.
 */
export function deliver(deps: Delivering, delivery: Delivery): Promise<void> {
  return handedOver(deps, 'message.not-delivered', delivery, async () => {
    if (delivery.wanted) await deps.messages.send(delivery.message);
  });
}

/**
 * Has a message handed over after the response. A message that is not wanted costs the same and is not sent. Throws
 * CodeDeliveryFailureException when the delivery could not be deferred, whether or not it is wanted.
 */
export function deliverLater(deps: Pick<Deps, 'deferred'> & Reporting, delivery: Delivery): Promise<void> {
  return handedOver(deps, 'message.not-deferred', delivery, () => deps.deferred(delivery));
}

async function handedOver(
  deps: Reporting,
  event: string,
  delivery: Delivery,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = reasonOf(error);
    deps.logger.warn(event, { poolId: delivery.poolId, error: reason });
    await exported(deps, delivery, reason);
    throw new CognitoError('CodeDeliveryFailureException', undefined, { cause: error });
  }
}

/** Writes the record that the pool's owner asked for. A record that cannot be written is only logged. */
async function exported(
  { clock, logger, notificationLog }: Reporting,
  { poolId, logGroupArn, message }: Delivery,
  reason: string,
): Promise<void> {
  if (logGroupArn === undefined || !notificationLog) return;
  try {
    await notificationLog.write(logGroupArn, {
      eventTimestamp: String(clock.now()),
      eventSource: 'USER_NOTIFICATION',
      logLevel: 'ERROR',
      message: { details: `${message.medium} message${ofPurpose(message)} was not delivered: ${reason}` },
      logSourceId: { userPoolId: poolId },
    });
  } catch (error) {
    logger.warn('notification-log.not-written', { poolId, error: reasonOf(error) });
  }
}

function ofPurpose({ purpose }: Delivery['message']): string {
  return purpose === undefined ? '' : ` of ${purpose}`;
}

/** Returns the text for the log. Only a DeliveryError is known to contain nothing of the message. */
function reasonOf(error: unknown): string {
  if (error instanceof DeliveryError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}
