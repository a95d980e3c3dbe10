/** Why a function gave no result. */
export type FunctionErrorReason =
  /** It ran and threw, or the service ended it: see `errorType` and `errorMessage`. */
  | 'function-error'
  | 'access-denied'
  | 'not-found'
  | 'timeout'
  | 'throttled'
  /** It answered with what is no JSON. */
  | 'not-json'
  /** It could not be run for another reason: see `errorName`. */
  | 'unavailable';

type Details = {
  /** What the service calls the failure, such as `AccessDeniedException`. */
  readonly errorName?: string;
  /** Of what the function threw. The text is the function's own: for its caller, not for a log. */
  readonly errorType?: string;
  readonly errorMessage?: string;
};

/** A function was invoked and gave no result. */
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
