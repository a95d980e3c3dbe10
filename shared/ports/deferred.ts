import type { CustomMessageQuestion } from '#core/triggers/custom-message.ts';
import type { SenderEvent } from '#core/triggers/custom-sender.ts';
import type { TriggerEvent } from '#core/triggers/run.ts';
import type { Message } from './messages.ts';

/** A function of the pool that words a message in place of the templates. */
export type Wording = {
  readonly functionArn: string;
  readonly event: TriggerEvent<CustomMessageQuestion>;
  /** The name that replaces `{username}` in an invitation. */
  readonly username?: string;
  /** The link that replaces `{##...##}` in an e-mail. */
  readonly link?: string;
  /** The pool sends its e-mails by the account of its owner, so the function may word e-mails. */
  readonly wordsEmails: boolean;
};

/** A function of the pool that sends messages in place of the service. */
export type CustomSender = {
  readonly functionArn: string;
  /** The ARN of the KMS key under which the function gets the code. */
  readonly kmsKeyArn: string;
  /** The event, in which the encrypted code is still missing. */
  readonly event: SenderEvent;
};

/** A message that is ready to be sent, and whether anybody receives it. */
export type Delivery = {
  readonly poolId: string;
  readonly message: Message;
  /** It is false for a message that is made only so that the request takes as long as one that sends a message. */
  readonly wanted: boolean;
  /** The log group of the pool that gets a record when the message cannot be delivered. */
  readonly logGroupArn?: string;
  /** The function that has yet to word the message. */
  readonly wording?: Wording;
  /** The function that sends the message. */
  readonly sender?: CustomSender;
  /** A function would have to word or to send the message, and its event is too large to be put off. */
  readonly tooLarge?: true;
};

/**
 * Puts a delivery off until after the response, so that neither its time nor its outcome reveals whether somebody
 * received a message. An unwanted delivery takes as long as a wanted one. Rejects when the delivery could not be put
 * off. Later failures are logged.
 */
export type Deferred = (delivery: Delivery) => Promise<void>;
