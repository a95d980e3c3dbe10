/** Invokes the functions that pools name as their triggers. */
export type Functions = {
  /**
   * Invokes a function with an event, once, and resolves to what it returned. Rejects with FunctionError (core/triggers)
   * when there is no result after `timeoutMs`, and whenever else the function gave none.
   */
  readonly invoke: (
    functionArn: string,
    event: Readonly<Record<string, unknown>>,
    options: { readonly timeoutMs: number },
  ) => Promise<unknown>;
  /**
   * Invokes a function asynchronously and ignores what it returns. Resolves once the invocation is certain to take
   * place. Rejects with FunctionError.
   */
  readonly start: (functionArn: string, event: Readonly<Record<string, unknown>>) => Promise<void>;
};
