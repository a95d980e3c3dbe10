import type { Call } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { type Attempts, attemptsRef, type Guesser, type GuessRules, isLocked, refuseLocked } from './attempts.ts';

/** A window in which a guess is counted, and the count as it was read. */
export type Window = { readonly rules: GuessRules; readonly seen: Attempts | undefined };

/**
 * Returns the change that adds a wrong guess to the count that was read, and sets the lock that follows from it.
 */
export function failureChange({ deps }: Call, guesser: Guesser, { rules, seen }: Window): Change {
  const now = deps.clock.now();
  const count = (seen && seen.expiresAt > now ? seen.count : 0) + 1;
  const lockMs = rules.lockMs(count);
  const after = {
    ...attemptsRef(rules, guesser).id,
    count,
    lockedUntil: lockMs > 0 ? now + lockMs : 0,
    expiresAt: now + lockMs + rules.forgetMs,
  };
  return seen
    ? { op: 'update', kind: 'attempts', before: seen, after }
    : { op: 'create', kind: 'attempts', value: after };
}

/**
 * Returns the change that accompanies a right guess. It clears the failures, or only requires that the count is
 * still the one that was read.
 */
export function forgetChange(call: Call, guesser: Guesser, { rules, seen }: Window): Change {
  if (rules.resets === 'in the commit' && seen && seen.count > 0) return forgetting(call, rules, seen);
  return { op: 'check', kind: 'attempts', id: attemptsRef(rules, guesser).id, seen };
}

/**
 * Clears the failures in a commit of its own, and returns the count as it was last read or written. The record is never
 * deleted, so that its version never starts again. Throws what `rules.locked` throws when the failures of another
 * request have locked the window in the meantime.
 */
export async function forgetFailures(
  call: Call,
  guesser: Guesser,
  { rules, seen }: Window,
): Promise<Attempts | undefined> {
  return forget(call, guesser, { rules, seen }, (found) => {
    if (isLocked(found, call.began)) refuseLocked(call, rules);
  });
}

/**
 * Clears the failures like forgetFailures, but after a commit that made them meaningless, because they were guesses at
 * the previous password. A CognitoError is logged rather than thrown, since the commit stands. A lock that remains ends
 * by itself, for passwords within 15 minutes.
 */
export async function forgetAfterwards(call: Call, guesser: Guesser, counted: Window): Promise<void> {
  try {
    await forget(call, guesser, counted, () => {});
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    call.deps.logger.warn('attempts.not-forgotten', { poolId: guesser.poolId, error: error.name });
  }
}

async function forget(
  call: Call,
  guesser: Guesser,
  { rules, seen }: Window,
  check: (seen: Attempts | undefined) => void,
): Promise<Attempts | undefined> {
  let current = seen;
  return untilCommitted(async () => {
    check(current);
    if (!current || current.count === 0) return current;
    const written = forgetting(call, rules, current);
    if (!(await call.deps.records.commit([written]))) return { ...written.after, version: current.version + 1 };
    current = (await call.deps.records.read({ attempts: attemptsRef(rules, guesser) })).attempts;
    return AGAIN;
  });
}

function forgetting({ deps }: Call, rules: GuessRules, before: Attempts) {
  const { version: _, ...rest } = before;
  const expiresAt = Math.max(before.expiresAt, deps.clock.now() + rules.forgetMs);
  const after: Unversioned<'attempts'> = { ...rest, count: 0, lockedUntil: 0, expiresAt };
  return { op: 'update', kind: 'attempts', before, after } as const;
}
