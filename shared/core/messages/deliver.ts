import { CognitoError } from '#core/errors.ts';
import { FunctionError, type FunctionErrorReason } from '#core/triggers/function-error.ts';
import type { CustomSender, Delivery, Wording } from '#ports/deferred.ts';
import type { Deps } from '#ports/deps.ts';
import type { Message } from '#ports/messages.ts';
import { DeliveryError } from './delivery-error.ts';
import { escapeHtml } from './html.ts';
import { worded } from './wording.ts';

/** What a delivery needs. */
export type Delivering = Pick<Deps, 'messages' | 'logger' | 'clock' | 'notificationLog' | 'functions' | 'senderCodes'>;

type Reporting = Pick<Delivering, 'logger' | 'clock' | 'notificationLog'>;

/**
 * The largest delivery that has to do with a function of the pool, in bytes of JSON. Lambda takes asynchronous events of
 * 256 KB at least, and the delivery is sealed and in base64 there. Only users with more attributes than tokens could
 * carry, or a client that passes that much ClientMetadata, get there.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_BYTES = 180_000;

/**
 * Hands a message over if it is wanted: to the function of the pool that sends it, or else to the service's own sender,
 * after the function of the pool that words it has done so. Throws CodeDeliveryFailureException, and reports the reason
 * to the operator's log and to the log group of the pool.
 */
export function deliver(deps: Delivering, delivery: Delivery): Promise<void> {
  return handedOver(deps, 'message.not-delivered', delivery, async () => {
    const { wanted, message, sender, wording, tooLarge } = delivery;
    if (!wanted) return;
    if (tooLarge) failTooLarge();
    if (sender) await started(deps, message, sender);
    else await deps.messages.send(wording ? await wordedLate(deps, message, wording) : message);
  });
}

/**
 * Has a message handed over after the response. A message that is not wanted costs the same and is not sent. Throws
 * CodeDeliveryFailureException when the delivery could not be deferred, whether or not it is wanted. One that is too
 * large fails in the same way, but unless the response `tells` of deliveries, it fails later: otherwise a caller could
 * find out by a large ClientMetadata how large the attributes of a user are, and so whether there is one.
 */
export function deliverLater(
  deps: Pick<Deps, 'deferred'> & Reporting,
  delivery: Delivery,
  { tells }: { readonly tells: boolean },
): Promise<void> {
  return handedOver(deps, 'message.not-deferred', delivery, async () => {
    const { wording, sender, ...plain } = delivery;
    if ((!wording && !sender) || Buffer.byteLength(JSON.stringify(delivery)) <= MOST_BYTES) {
      return deps.deferred(delivery);
    }
    if (tells) failTooLarge();
    await deps.deferred({ ...plain, tooLarge: true });
  });
}

function failTooLarge(): never {
  throw new DeliveryError('The event for the function of the pool is too large.');
}

/** Has the function of the pool send the message. A temporary password may have characters that HTML gives a meaning. */
async function started(deps: Delivering, message: Message, sender: CustomSender): Promise<void> {
  const { functionArn, kmsKeyArn, event } = sender;
  const isInvitation = event.triggerSource.endsWith('_AdminCreateUser');
  const secret = message.code !== undefined && isInvitation ? escapeHtml(message.code) : message.code;
  const options = { poolId: event.userPoolId, kmsKeyArn };
  const code = secret === undefined ? null : await deps.senderCodes.encrypt(secret, options);
  try {
    await deps.functions.start(functionArn, { ...event, request: { ...event.request, code } });
  } catch (error) {
    throw notDone(event.triggerSource, error);
  }
}

async function wordedLate(deps: Delivering, message: Message, wording: Wording): Promise<Message> {
  try {
    return await worded({ deps, began: deps.clock.now() }, message, wording);
  } catch (error) {
    const { cause } = error as CognitoError;
    throw notDone(wording.event.triggerSource, cause instanceof FunctionError ? cause : error);
  }
}

/** The reasons for which a function may give a result a little later. */
const PASSING: readonly FunctionErrorReason[] = ['timeout', 'throttled', 'busy', 'unavailable'];

/** Returns the error for a function that has not done its part. The function's own text does not go into logs. */
function notDone(triggerSource: string, cause: unknown): unknown {
  if (cause instanceof FunctionError) {
    const { reason, errorName = reason } = cause;
    const passing = PASSING.includes(reason);
    return new DeliveryError(`The function for ${triggerSource} gave no result (${errorName}).`, { passing, cause });
  }
  if (!(cause instanceof CognitoError)) return cause;
  return new DeliveryError(`The function for ${triggerSource} gave no valid result (${cause.name}).`, { cause });
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
