import type { Message } from './messages.ts';

/** A message that is ready to be sent, and whether anybody receives it. */
export type Delivery = {
  readonly poolId: string;
  readonly message: Message;
  /** It is false for a message that is made only so that the request takes as long as one that sends a message. */
  readonly wanted: boolean;
  /** The log group of the pool that gets a record when the message cannot be delivered. */
  readonly logGroupArn?: string;
};

/**
 * Puts a delivery off until after the response, so that neither its time nor its outcome reveals whether somebody
 * received a message. An unwanted delivery takes as long as a wanted one. Rejects when the delivery could not be put
 * off. Later failures are logged.
 */
export type Deferred = (delivery: Delivery) => Promise<void>;
