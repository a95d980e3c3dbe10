/** The reason why a function gave no result. */
export type FunctionErrorReason =
  /** The function ran and threw, or the service ended it; see `errorType` and `errorMessage`. */
  | 'function-error'
  | 'access-denied'
  | 'not-found'
  | 'timeout'
  | 'throttled'
  /** Too many calls of the pool's functions are waiting in this process. */
  | 'busy'
  /** The function returned a result that is not JSON. */
  | 'not-json'
  /** The function could not be run for another reason; see `errorName`. */
  | 'unavailable';

type Details = {
  /** The service's name for the failure, such as `AccessDeniedException`. */
  readonly errorName?: string;
  /**
   * The type and the message of what the function threw. The message is the function's own text, so it is for the
   * caller and not for a log.
   */
  readonly errorType?: string;
  readonly errorMessage?: string;
};

/** The error for a function that was invoked and gave no result. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly reason: FunctionErrorReason;
  readonly errorName: string | undefined;
  readonly errorType: string | undefined;
  readonly errorMessage: string | undefined;

  constructor(reason: FunctionErrorReason, details: Details = {}, options?: { readonly cause?: unknown }) {
    super(`The function gave no result: ${details.errorName ?? reason}.`, options);
    this.reason = reason;
    this.errorName = details.errorName;
    this.errorType = details.errorType;
    this.errorMessage = details.errorMessage;
  }
}
