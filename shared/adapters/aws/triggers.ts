import type { Functions } from '#ports/functions.ts';
import type { AwsOptions } from './client-config.ts';

/** Invokes the functions of triggers. The client is loaded with the first one, because most pools have none. */
export function awsFunctions(options: AwsOptions): Functions {
  let loaded: Promise<Functions> | undefined;
  const functions = () => {
    loaded ??= import('./lambda.ts').then(({ lambdaFunctions }) => lambdaFunctions({ ...options, maxAttempts: 1 }));
    return loaded;
  };
  return {
    invoke: async (...given) => (await functions()).invoke(...given),
    start: async (...given) => (await functions()).start(...given),
  };
}
