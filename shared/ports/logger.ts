/** What may be logged of a request or an event: an allow-list, so that no secret gets there by accident. */
export type LogFields = {
  readonly requestId?: string;
  readonly operation?: string;
  readonly poolId?: string;
  /** Kind of a job. */
  readonly job?: string;
  readonly error?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  /** How long the job that is worst off has not got on. */
  readonly seconds?: number;
  /** Of an unexpected error: its stack. Never a message built from a request's values. */
  readonly stack?: string;
};

export type Logger = {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
};
