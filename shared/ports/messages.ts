/** How a message travels. The words are those of the wire (`DeliveryMedium`). */
export type Medium = 'EMAIL' | 'SMS';

/** One message, ready to be handed over. An EMAIL body is HTML, an SMS body is plain text. */
export type Message = {
  readonly medium: Medium;
  /** An e-mail address or a phone number (E.164). One recipient, never a list. */
  readonly to: string;
  /** E-mail only. */
  readonly subject?: string;
  readonly body: string;
  /** The code or temporary password as the recipient has to type it. Only the local outbox shows it. */
  readonly code?: string;
  /** `address` or `Name <address>`; the sender's own default when absent. */
  readonly from?: string;
  /** `address` or `Name <address>`. */
  readonly replyTo?: string;
  /** Of SES; other senders have no use for it. */
  readonly configurationSet?: string;
  /** ARN of the SES identity on whose behalf it is sent; other senders have no use for it. */
  readonly identityArn?: string;
};

/** Hands messages to whatever delivers them. */
export type MessageSender = {
  /** Rejects when the message could not be handed over; an operation makes that CodeDeliveryFailureException. */
  readonly send: (message: Message) => Promise<void>;
};
