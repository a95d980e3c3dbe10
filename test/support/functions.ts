import { FunctionError } from '#core/triggers/function-error.ts';
import type { Functions } from '#ports/functions.ts';
import type { Answer } from './app.ts';

type TestFunction = (event: Answer) => unknown;

/** Functions of a test that stand in for Lambda, and the events that they were called with, oldest first. */
export type TestFunctions = Functions & {
  readonly events: Answer[];
  /** Makes a function, or replaces it, and returns its ARN. Without a handler it returns the event as it is. */
  readonly set: (name: string, handler?: TestFunction) => string;
};

/** Returns the ARN of a function with this name. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
}

/**
 * Makes functions that run in this process. Events and answers pass through JSON, as on AWS. What a handler throws is
 * what the function reports, except for a FunctionError, which stands for a function that was not run.
 */
export function testFunctions(): TestFunctions {
  const handlers = new Map<string, TestFunction>();
  const events: Answer[] = [];

  async function run(functionArn: string, event: object): Promise<unknown> {
    const handler = handlers.get(functionArn);
    if (!handler) throw new FunctionError('not-found', { errorName: 'ResourceNotFoundException' });
    const received = JSON.parse(JSON.stringify(event));
    events.push(received);
    try {
      const answer = await handler(structuredClone(received));
      return answer === undefined ? null : JSON.parse(JSON.stringify(answer));
    } catch (error) {
      if (error instanceof FunctionError) throw error;
      const { name, message } = error as Error;
      throw new FunctionError('function-error', { errorType: name, errorMessage: message });
    }
  }

  return {
    events,
    set(name, handler = (event) => event) {
      handlers.set(functionArn(name), handler);
      return functionArn(name);
    },
    invoke: (arn, event) => run(arn, event),
    start: async (arn, event) => void (await run(arn, event)),
  };
}
