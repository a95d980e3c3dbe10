/**
 * How a call ended: with success; with a challenge that follows; refused for what was asked; refused because there was too
 * much of it, such as wrong passwords; or failed on this side.
 */
export type CallOutcome = 'success' | 'challenge' | 'refused' | 'limited' | 'failed';

/**
 * The fields that may be logged about a request or an event. This is an allow-list, so that no secret is logged by
 * accident.
 */
export type LogFields = {
  readonly requestId?: string;
  readonly operation?: string;
  readonly poolId?: string;
  /** The kind of a job. */
  readonly job?: string;
  readonly error?: string;
  /** A trigger, the ARN of its function, and the reason why that gave no result. */
  readonly trigger?: string;
  readonly functionArn?: string;
  readonly reason?: string;
  /** Where an operator's configuration says that a function is: a module, or a URL without its query. */
  readonly where?: string;
  readonly status?: number;
  /** How a request ended, in one of a few words that metrics are split by. */
  readonly outcome?: CallOutcome;
  readonly milliseconds?: number;
  /** The longest time for which a job has made no progress, in seconds. */
  readonly seconds?: number;
  /** The stack of an unexpected error. It must not contain a message that is built from values of a request. */
  readonly stack?: string;
};

export type Logger = {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
};
