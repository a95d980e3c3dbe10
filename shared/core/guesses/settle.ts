import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Clock } from '#ports/clock.ts';
import type { Change, Lost, Ref } from '#ports/records.ts';
import { type Attempts, attemptsRef, type Guesser, type GuessRules, isLocked } from './attempts.ts';

const MAX_RACES = 50;

/**
 * Releases the outcome of a guess, only after the count of failures has been written on condition that it is still the
 * one that was read. A right guess commits `changes` and the count's reset together; a wrong one raises the count and
 * throws what the rules say. When another guess came first, the count is read again and the lock judged anew.
 * A guess that is also one of another kind counts in both windows, in the same commit.
 * Answers what else of `changes` was lost, or undefined.
 */
export async function settleGuess(
  { deps, began }: Call,
  rules: GuessRules,
  guess: {
    readonly guesser: Guesser;
    readonly seen: Attempts | undefined;
    readonly right: boolean;
    readonly changes?: readonly Change[];
    readonly also?: { readonly rules: GuessRules; readonly seen: Attempts | undefined };
  },
): Promise<Lost | undefined> {
  const { also, guesser, right } = guess;
  const refs = { own: attemptsRef(rules, guesser), also: also && attemptsRef(also.rules, guesser) };
  let seen: { readonly own: Attempts | undefined; readonly also?: Attempts } = { own: guess.seen, also: also?.seen };
  const stepOf = (counted: GuessRules, ref: Ref<'attempts'>, attempts: Attempts | undefined): Change => {
    if (isLocked(attempts, began)) counted.locked();
    return right ? rightStep(counted, ref, attempts) : failureStep(deps.clock, counted, ref, attempts);
  };
  for (let race = 0; race < MAX_RACES; race++) {
    const steps = [stepOf(rules, refs.own, seen.own)];
    if (also && refs.also) steps.push(stepOf(also.rules, refs.also, seen.also));
    const lost = await deps.records.commit([...(right ? (guess.changes ?? []) : []), ...steps]);
    if (!lost) return right ? undefined : rules.wrong();
    if (!steps.includes(lost.change)) return lost;
    seen = await deps.records.read(refs);
  }
  return fail('TooManyRequestsException');
}

function rightStep(rules: GuessRules, ref: Ref<'attempts'>, seen: Attempts | undefined): Change {
  if (!rules.keepsCount && seen && seen.count > 0) return { op: 'remove', kind: 'attempts', before: seen };
  return { op: 'check', kind: 'attempts', id: ref.id, seen };
}

function failureStep(clock: Clock, rules: GuessRules, ref: Ref<'attempts'>, seen: Attempts | undefined): Change {
  const now = clock.now();
  const count = (seen && seen.expiresAt > now ? seen.count : 0) + 1;
  const lockMs = rules.lockMs(count);
  const after = {
    ...ref.id,
    count,
    lockedUntil: lockMs > 0 ? now + lockMs : 0,
    expiresAt: now + lockMs + rules.forgetMs,
  };
  return seen
    ? { op: 'update', kind: 'attempts', before: seen, after }
    : { op: 'create', kind: 'attempts', value: after };
}
