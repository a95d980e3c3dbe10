import type { Call } from '#core/call.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Lost } from '#ports/records.ts';
import { type Attempts, attemptsRef, type Guesser, type GuessRules, isLocked } from './attempts.ts';
import { failureStep, forgetAfterwards, forgetFailures, forgetStep } from './counts.ts';

/** A window in which a guess counts, and the count as it was read. */
export type Window = { readonly rules: GuessRules; readonly seen: Attempts | undefined };

/** A guess at somebody's secret. */
export type Guess<P, W extends readonly Window[] = readonly [Window, ...Window[]]> = {
  readonly guesser: Guesser;
  /** The first says what a wrong guess is told. */
  readonly windows: W;
  /**
   * What a right guess proves, or undefined for a wrong one; asked only while no window is locked. What it throws is told
   * without being counted.
   */
  readonly judge: () => P | undefined | Promise<P | undefined>;
};

/**
 * A guess that takes effect by its commit: what `changesOf` makes of a right one is written on condition that nobody has
 * guessed since the windows were read, and the counts are reset with it. When another guess came first, the counts are
 * read again and the locks judged anew. What `changesOf` throws would tell that the guess was right, so it is thrown only
 * after the same condition has been written. Answers which of the changes was lost, or undefined.
 * Throws what the rules say of a wrong guess, after that was counted, and of a locked window.
 */
export async function guardedCommit<P extends object>(
  call: Call,
  guess: Guess<P>,
  changesOf: (proof: P) => readonly Change[] | Promise<readonly Change[]>,
): Promise<Lost | undefined> {
  const proof = await judged(call, guess);
  const outcome = await attempt(() => changesOf(proof));
  const { lost, windows } = await commitWithCounts(call, guess, outcome.value ?? [], forgetStep);
  if (lost) return lost;
  if (outcome.thrown) throw outcome.thrown;
  for (const window of windows) {
    if (window.rules.resets === 'afterwards') await forgetAfterwards(call, guess.guesser, window);
  }
  return undefined;
}

/** What was written for a right guess, and whether it was lost to somebody else's write. */
type Put<H> = { readonly lost: Lost | undefined; readonly held: H };

/** What came of a right guess: it was lost, or the user as they were at an instant at which nothing was locked. */
type Released<H> =
  | { readonly lost: Lost }
  | { readonly lost?: undefined; readonly held: H; readonly user: User | undefined };

/**
 * A guess whose outcome is held back instead, so that any number of right ones may be under way without a conflict. `put`
 * writes what a right one gets, and touches neither the user nor the count. Then earlier failures are forgotten, once, and
 * only when the count, read once more together with the user, is still the one that was last read or written, the outcome is
 * released: the user of that second reading, whom the caller judges. The count did not change between its two readings,
 * and the user came in between: both held at one instant, in whatever order one request reads its items. For that nobody
 * may write a user and the count in one transaction, and no version of a count may ever come back.
 * When `put` is lost, the guess had been used before: nothing else is touched, or a repetition would reset the count.
 * Throws what the rules say of a wrong guess, after that was counted, and of a locked window.
 */
export async function guardedRelease<P extends object, H>(
  call: Call,
  guess: Guess<P, readonly [Window]>,
  put: (proof: P) => Promise<Put<H>>,
): Promise<Released<H>> {
  const { guesser } = guess;
  const { rules, seen } = guess.windows[0];
  const { lost, held } = await put(await judged(call, guess));
  if (lost) return { lost };
  let counted = await forgetFailures(call, guesser, { rules, seen });
  return untilCommitted(async () => {
    const { user, attempts } = await call.deps.records.read({
      user: { kind: 'user', id: { poolId: guesser.poolId, sub: guesser.sub } },
      attempts: attemptsRef(rules, guesser),
    });
    if (attempts?.version === counted?.version) return { user, held };
    // These failures stay: whoever can be right at will must not get more guesses out of one than a reset.
    if (isLocked(attempts, call.began)) rules.locked();
    counted = attempts;
    return AGAIN;
  });
}

/** What the guess proves. Throws what the rules say of a locked window, and, once it was counted, of a wrong guess. */
async function judged<P extends object>(call: Call, guess: Guess<P>): Promise<P> {
  for (const { rules, seen } of guess.windows) if (isLocked(seen, call.began)) rules.locked();
  const proof = await guess.judge();
  if (proof) return proof;
  await commitWithCounts(call, guess, [], failureStep);
  return guess.windows[0].rules.wrong();
}

/** Commits the changes with a step for each window, which the last readings of the windows decide. */
async function commitWithCounts(
  call: Call,
  { guesser, windows }: Omit<Guess<unknown>, 'judge'>,
  changes: readonly Change[],
  stepOf: typeof forgetStep,
): Promise<{ readonly lost: Lost | undefined; readonly windows: readonly Window[] }> {
  let current: readonly Window[] = windows;
  return untilCommitted(async () => {
    for (const { rules, seen } of current) if (isLocked(seen, call.began)) rules.locked();
    const steps = current.map((window) => stepOf(call, guesser, window));
    const lost = await call.deps.records.commit([...changes, ...steps]);
    if (!lost || !steps.includes(lost.change)) return { lost, windows: current };
    const refs = Object.fromEntries(windows.map(({ rules }) => [rules.window, attemptsRef(rules, guesser)]));
    const read = await call.deps.records.read(refs);
    current = windows.map(({ rules }) => ({ rules, seen: read[rules.window] }));
    return AGAIN;
  });
}

async function attempt<T>(work: () => T | Promise<T>): Promise<{ readonly value?: T; readonly thrown?: unknown }> {
  try {
    return { value: await work() };
  } catch (thrown) {
    return { thrown };
  }
}
