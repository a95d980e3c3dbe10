/** Runs functions that a pool names as its triggers. */
export type Functions = {
  /**
   * Runs a function with an event and answers what it returned. At most three attempts of at most 5 seconds each; what
   * the function itself throws is not tried again. Rejects with FunctionError (core/triggers).
   * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
   */
  readonly invoke: (functionArn: string, event: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Has a function run later, whatever it returns; resolves when that is certain. Rejects with FunctionError. */
  readonly start: (functionArn: string, event: Readonly<Record<string, unknown>>) => Promise<void>;
};
