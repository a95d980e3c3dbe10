/** The reason why an outgoing request got no answer that can be used. */
export type OutgoingErrorReason =
  /** The URL itself is not one that requests may go to. */
  | 'refused-url'
  /** The name leads to an address that requests may not go to. */
  | 'refused-address'
  /** Nobody answered: no such name, no connection, no trusted certificate, or a broken response. */
  | 'unreachable'
  | 'timeout'
  /** The answer is longer than allowed, or compressed, so that its length is not known. */
  | 'too-large'
  | 'redirect';

/** The error for an outgoing request. Its message is for the operator, and has no part of the URL but its host. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';
  readonly reason: OutgoingErrorReason;

  constructor(reason: OutgoingErrorReason, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}
