import type { Call } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { type Attempts, attemptsRef, type Guesser, type GuessRules, isLocked } from './attempts.ts';

type Counted = { readonly rules: GuessRules; readonly seen: Attempts | undefined };

/** The step that counts a wrong guess on the count that was read, and sets the lock that follows from it. */
export function failureStep({ deps }: Call, guesser: Guesser, { rules, seen }: Counted): Change {
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

/** The step of a right guess in the commit that it causes: forgets the failures, or insists on the count that was read. */
export function forgetStep(call: Call, guesser: Guesser, { rules, seen }: Counted): Change {
  if (rules.resets === 'in the commit' && seen && seen.count > 0) return forgetting(call, rules, seen);
  return { op: 'check', kind: 'attempts', id: attemptsRef(rules, guesser).id, seen };
}

/**
 * Forgets the failures by a write of its own; answers the count as it was last read or written. It is never deleted, so
 * that its version goes on. Throws what the rules say when another's failures have locked the window meanwhile.
 */
export async function forgetFailures(
  call: Call,
  guesser: Guesser,
  { rules, seen }: Counted,
): Promise<Attempts | undefined> {
  return forget(call, guesser, { rules, seen }, (found) => {
    if (isLocked(found, call.began)) rules.locked();
  });
}

/**
 * The same after a commit which left the failures without meaning: they were guesses at the password before. It does not
 * fail, since what was committed stands: a lock that stays behind ends by itself, for a password within 15 minutes.
 */
export async function forgetAfterwards(call: Call, guesser: Guesser, counted: Counted): Promise<void> {
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
  { rules, seen }: Counted,
  check: (seen: Attempts | undefined) => void,
): Promise<Attempts | undefined> {
  let current = seen;
  return untilCommitted(async () => {
    check(current);
    if (!current || current.count === 0) return current;
    const step = forgetting(call, rules, current);
    if (!(await call.deps.records.commit([step]))) return { ...step.after, version: current.version + 1 };
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
