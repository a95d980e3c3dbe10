/** Invokes the Lambda functions that a pool names as its triggers. */
export type Functions = {
  /**
   * Invokes a function with an event and resolves to what it returned. There are at most three attempts of at most 5
   * seconds each; an error that the function itself throws is not retried. Rejects with FunctionError (core/triggers).
   * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
   */
  readonly invoke: (functionArn: string, event: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /**
   * Invokes a function asynchronously and ignores what it returns. Resolves once the invocation is certain to take
   * place. Rejects with FunctionError.
   */
  readonly start: (functionArn: string, event: Readonly<Record<string, unknown>>) => Promise<void>;
};
