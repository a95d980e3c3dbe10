import { type ExceptionName, fail } from '#core/errors.ts';

/** The value that an attempt returns when another write came first. */
export const AGAIN = Symbol('again');

/** An attempt is lost only when another writer won, so this is the number of writers that can compete for one record. */
const MOST_ATTEMPTS = 50;

/**
 * Runs `attempt` until it returns something other than AGAIN, and returns that. An attempt must read and judge everything
 * again. It may run any number of times, so a message or a count that is not part of its commit belongs after this
 * call. Throws `busy` when other writers win every attempt, and whatever `attempt` throws.
 */
export async function untilCommitted<T>(
  attempt: () => Promise<T | typeof AGAIN>,
  busy: ExceptionName = 'TooManyRequestsException',
): Promise<T> {
  for (let number = 0; number < MOST_ATTEMPTS; number++) {
    const result = await attempt();
    if (result !== AGAIN) return result;
  }
  return fail(busy);
}
