/**
 * The error for a message that could not be handed over. Its text says in one line what to change. The text is logged,
 * so it contains nothing of the message and its recipient.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** This is true when the same message may get through later. */
  readonly passing: boolean;

  constructor(
    message: string,
    { passing = false, cause }: { readonly passing?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.passing = passing;
  }
}
