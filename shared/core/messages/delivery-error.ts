/**
 * A message could not be handed over. The text says what to change in one line; it is logged, so it holds nothing of
 * the message and its recipient.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** Whether the same message may get through later. */
  readonly passing: boolean;

  constructor(
    message: string,
    { passing = false, cause }: { readonly passing?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.passing = passing;
  }
}
