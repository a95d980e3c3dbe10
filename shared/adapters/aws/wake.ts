import type { WakeJobs } from '#ports/wake-jobs.ts';
import type { AwsOptions } from './client-config.ts';

/**
 * Who deletes a thousand users must not take up all that the account may run at once: a round that has just been asked
 * for finds most of what comes meanwhile, and the schedule finds the rest. Milliseconds.
 */
const ONCE_IN_MS = 1_000;
/** An answer waits for it, and is right without it. Milliseconds. */
const TIMEOUT_MS = 1_000;

/**
 * Has Lambda run the function `functionArn` (functions/jobs), once a second at most. Its client is loaded when it is
 * first needed, so that the start of a function does not pay for it. Rejects with FunctionError.
 */
export function lambdaWake(options: AwsOptions & { readonly functionArn: string }, now = Date.now): WakeJobs {
  const load = async () => (await import('./lambda.ts')).lambdaFunctions({ ...options, timeoutMs: TIMEOUT_MS });
  let functions: ReturnType<typeof load> | undefined;
  let askedAt: number | undefined;
  return async () => {
    if (askedAt !== undefined && now() - askedAt < ONCE_IN_MS) return;
    askedAt = now();
    try {
      functions ??= load();
      await (await functions).start(options.functionArn, {});
    } catch (error) {
      askedAt = undefined;
      throw error;
    }
  };
}
