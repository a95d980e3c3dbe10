/** The medium of a message, with the names of `DeliveryMedium` in the API. */
export type Medium = 'EMAIL' | 'SMS';

/** A message that is ready to be sent. The body of an EMAIL is HTML; the body of an SMS is plain text. */
export type Message = {
  readonly medium: Medium;
  /** The reason for the message, for those who look at messages and at failures: a source of the CustomMessage trigger. */
  readonly purpose?: string;
  /** The recipient, of whom there is only one: an e-mail address or a phone number (E.164). */
  readonly to: string;
  /** The subject of an e-mail; absent for an SMS. */
  readonly subject?: string;
  readonly body: string;
  /** The code or temporary password as the recipient must type it. Only the local outbox shows it. */
  readonly code?: string;
  /** The sender, as `address` or `Name <address>`. The default of the deployment applies when it is absent. */
  readonly from?: string;
  /** The address for replies, as `address` or `Name <address>`. */
  readonly replyTo?: string;
  /** The configuration set of SES. Other senders ignore it. */
  readonly configurationSet?: string;
  /** The ARN of the SES identity on whose behalf the message is sent. Other senders ignore it. */
  readonly identityArn?: string;
};

/** Sends messages. */
export type MessageSender = {
  /**
   * Sends a message. Rejects when it could not be handed over, which an operation reports as
   * CodeDeliveryFailureException.
   */
  readonly send: (message: Message) => Promise<void>;
};
