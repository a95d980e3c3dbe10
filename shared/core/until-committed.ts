import { type ExceptionName, fail } from '#core/errors.ts';

/** The value that a round returns when another write came first. */
export const AGAIN = Symbol('again');

/** A round is lost only when another writer won, so this is how many writers can compete for one record. */
const MOST_ROUNDS = 50;

/**
 * Runs `round` until it returns something other than AGAIN, and returns that. A round must read and judge everything
 * again. It may run any number of times, so a message or a count that is not part of its commit belongs after this
 * call. Throws `busy` when other writers win every round, and whatever `round` throws.
 */
export async function untilCommitted<T>(
  round: () => Promise<T | typeof AGAIN>,
  busy: ExceptionName = 'TooManyRequestsException',
): Promise<T> {
  for (let number = 0; number < MOST_ROUNDS; number++) {
    const result = await round();
    if (result !== AGAIN) return result;
  }
  return fail(busy);
}
