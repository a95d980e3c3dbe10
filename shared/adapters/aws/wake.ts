import type { WakeJobs } from '#ports/wake-jobs.ts';
import type { AwsOptions } from './client-config.ts';

/**
 * The shortest time between two starts, in milliseconds. A caller who deletes a thousand users must not use up the
 * concurrency of the account. A run that was started a moment ago finds most of the jobs that follow, and the schedule
 * finds the rest.
 */
const ONCE_IN_MS = 1_000;
/**
 * The longest wait for the start, in milliseconds. The response of an operation waits for it, but does not depend on
 * it.
 */
const TIMEOUT_MS = 1_000;

/**
 * Starts the function `functionArn` (functions/jobs), at most once a second. Its client is loaded when it is first
 * needed, so that the start of a function does not pay for it. Rejects with FunctionError.
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
