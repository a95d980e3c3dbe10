import type { Functions } from '#ports/functions.ts';
import type { AwsOptions } from './client-config.ts';

/** Longer than any trigger may take (core/triggers/run.ts), so that it is the time of the trigger that ends a call. */
const TIMEOUT_MS = 6_000;

/** Invokes the functions of triggers. The client is loaded with the first one, because most pools have none. */
export function awsFunctions(options: AwsOptions): Functions {
  let loaded: Promise<Functions> | undefined;
  const functions = () => {
    loaded ??= import('./lambda.ts').then(({ lambdaFunctions }) =>
      lambdaFunctions({ ...options, timeoutMs: TIMEOUT_MS, maxAttempts: 1 }),
    );
    return loaded;
  };
  return {
    invoke: async (...given) => (await functions()).invoke(...given),
    start: async (...given) => (await functions()).start(...given),
  };
}
