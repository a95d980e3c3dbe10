import type { Call } from '#core/call.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Conflict } from '#ports/records.ts';
import { attemptsRef, type Guesser, isLocked, refuseLocked } from './attempts.ts';
import { failureChange, forgetAfterwards, forgetChange, forgetFailures, type Window } from './counts.ts';

/** A guess at a user's secret. */
export type Guess<P, W extends readonly Window[] = readonly [Window, ...Window[]]> = {
  readonly guesser: Guesser;
  /** The windows in which the guess is counted. The first one decides which error a wrong guess causes. */
  readonly windows: W;
  /**
   * Returns what a right guess proves, or undefined for a wrong guess. It is called only while no window is locked.
   * What it throws is passed on and is not counted as a guess.
   */
  readonly judge: () => P | undefined | Promise<P | undefined>;
};

/**
 * Judges a guess that takes effect by its commit. The changes that `changesOf` makes for a right guess are written on
 * condition that no guess was counted since the windows were read, and the counts are reset with them. When another
 * guess came first, the counts are read again and the locks are judged again. An error of `changesOf` would reveal that
 * the guess was right, so it is thrown only after a commit with the same condition. Returns the change that was lost,
 * or undefined.
 * Throws what the rules throw for a wrong guess, after it was counted, and for a locked window.
 */
export async function guardedCommit<P extends object>(
  call: Call,
  guess: Guess<P>,
  changesOf: (proof: P) => readonly Change[] | Promise<readonly Change[]>,
): Promise<Conflict | undefined> {
  const proof = await judged(call, guess);
  const outcome = await attempt(() => changesOf(proof));
  const { lost, windows } = await commitWithCounts(call, guess, outcome.value ?? [], forgetChange);
  if (lost) return lost;
  if (outcome.thrown) {
    call.audit.outcome = 'refused';
    throw outcome.thrown;
  }
  for (const window of windows) {
    if (window.rules.resets === 'afterwards') await forgetAfterwards(call, guess.guesser, window);
  }
  return undefined;
}

/** The result of the write for a right guess. `lost` is set when another write came first. */
type Put<H> = { readonly lost: Conflict | undefined; readonly held: H };

/**
 * The outcome of a right guess. Either its write was lost, or it is released with the user as it was at an instant at
 * which nothing was locked.
 */
type Released<H> =
  | { readonly lost: Conflict; readonly held: H }
  | { readonly lost?: undefined; readonly held: H; readonly user: User | undefined };

/**
 * Judges a guess whose outcome is held back, so that any number of right guesses may be in progress without a conflict
 * (docs/sign-in.md). `put` writes what a right guess obtains, and touches neither the user nor the count. Then the
 * earlier failures are cleared once, and the user and the count are read once more. The outcome is released only if the
 * count is still the one that was last read or written; the caller then judges the user of this second reading. The
 * count did not change between its two readings, and the user was read in between, so both were valid at one instant,
 * in whatever order one request reads its items. This requires that no transaction writes both a user and a count, and
 * that no version of a count is ever repeated.
 * When `put` is lost, the guess was used before. Nothing else is written then, because a repetition would reset the
 * count.
 * Throws what the rules throw for a wrong guess, after it was counted, and for a locked window.
 */
export async function guardedRelease<P extends object, H>(
  call: Call,
  guess: Guess<P, readonly [Window]>,
  put: (proof: P) => Promise<Put<H>>,
): Promise<Released<H>> {
  const { guesser } = guess;
  const { rules, seen } = guess.windows[0];
  const { lost, held } = await put(await judged(call, guess));
  if (lost) return { lost, held };
  let counted = await forgetFailures(call, guesser, { rules, seen });
  let left = 1;
  return untilCommitted(async () => {
    const { user, attempts } = await call.deps.records.read({
      user: { kind: 'user', id: { poolId: guesser.poolId, sub: guesser.sub } },
      attempts: attemptsRef(rules, guesser),
    });
    left = attempts?.version === counted?.version ? left - 1 : QUIET_READS;
    if (left === 0) return { user, held };
    // These failures stay: whoever can be right at will must not get more guesses out of one than a reset.
    if (isLocked(attempts, call.began)) refuseLocked(call, rules);
    counted = attempts;
    return AGAIN;
  });
}

/**
 * How often the count must be read unchanged once other guesses were counted meanwhile. A wrong guess takes effect by a
 * reading and a write that many others compete for, and a single reading would fit in between: the one right guess of 200
 * at once would get in far more often than one of the five that may be wrong.
 */
const QUIET_READS = 4;

/**
 * Counts a wrong guess, of which the caller tells nothing before. Throws what the rules throw for a window that is locked by
 * then.
 */
export async function countWrong(call: Call, guess: Omit<Guess<unknown>, 'judge'>): Promise<void> {
  await commitWithCounts(call, guess, [], failureChange);
  call.audit.outcome = 'wrong';
}

/**
 * Returns what the guess proves. Throws what the rules throw for a locked window and, once it was counted, for a wrong
 * guess.
 */
async function judged<P extends object>(call: Call, guess: Guess<P>): Promise<P> {
  for (const { rules, seen } of guess.windows) if (isLocked(seen, call.began)) refuseLocked(call, rules);
  const proof = await guess.judge();
  if (proof) return proof;
  await countWrong(call, guess);
  return guess.windows[0].rules.wrong();
}

/**
 * Commits the changes together with one change for each window. `changeOf` makes it from the last reading of the
 * window.
 */
async function commitWithCounts(
  call: Call,
  { guesser, windows }: Omit<Guess<unknown>, 'judge'>,
  changes: readonly Change[],
  changeOf: typeof forgetChange,
): Promise<{ readonly lost: Conflict | undefined; readonly windows: readonly Window[] }> {
  let current: readonly Window[] = windows;
  return untilCommitted(async () => {
    for (const { rules, seen } of current) if (isLocked(seen, call.began)) refuseLocked(call, rules);
    const counting = current.map((window) => changeOf(call, guesser, window));
    const lost = await call.deps.records.commit([...changes, ...counting]);
    if (!lost || !counting.includes(lost.change)) return { lost, windows: current };
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
