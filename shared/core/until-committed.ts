import { type ExceptionName, fail } from '#core/errors.ts';

/** What a round answers when somebody else's write came first. */
export const AGAIN = Symbol('again');

/** In each round that is lost another writer won, so this many may want one record at the same time. */
const MOST_ROUNDS = 50;

/**
 * Runs `round` until it answers something else than AGAIN, and answers that. A round judges what it reads anew and may run
 * any number of times, so that what it sends or counts beside its commit belongs behind this. Throws `busy` when others
 * always come first, and what `round` throws.
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
