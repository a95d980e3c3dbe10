import type { Message } from './messages.ts';

/** A message, ready to be handed over, and whether anybody gets it. */
export type Delivery = {
  readonly poolId: string;
  readonly message: Message;
  /** False for a message that is only there to cost as much as one that somebody gets. */
  readonly wanted: boolean;
  /** The log group of the pool that gets a record when the message cannot be delivered. */
  readonly logGroupArn?: string;
};

/**
 * Puts a delivery off until after the answer, so that neither the time of the answer nor its outcome tells whether
 * somebody got a message: it takes as long for one that is not wanted. Rejects when it could not be put off; what
 * becomes of it afterwards is logged.
 */
export type Deferred = (delivery: Delivery) => Promise<void>;
