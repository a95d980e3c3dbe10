import { fail, TEXT } from '#core/errors.ts';
import type { Clock } from '#ports/clock.ts';
import type { Change, Lost, Records, Ref } from '#ports/records.ts';
import type { Attempts } from './user.ts';

/** Where guesses are counted: a window of its own per kind of guess. */
export type GuessRules = {
  readonly window: string;
  /** How long after the last failure the count is forgotten, in ms. */
  readonly forgetMs: number;
  /** How long guesses are refused after this many failures, in ms; 0 for not at all. */
  readonly lockMs: (failures: number) => number;
  /** A right guess does not reset the count: whoever can be right at will must not get more guesses by it. */
  readonly keepsCount?: true;
  /** What a wrong guess is told, and what a guess during a lock is told. */
  readonly wrong: () => never;
  readonly locked: () => never;
};

const MINUTE_MS = 60_000;

/**
 * Failed passwords: after five, refused for one second; each further failure doubles it, up to 15 minutes.
 * A success, or 15 minutes without a failure, resets it. Source: AWS re:Post on Cognito's lock-out behaviour.
 */
export const PASSWORD_GUESSES: GuessRules = {
  window: 'PASSWORD',
  forgetMs: 15 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : Math.min(1000 * 2 ** (failures - 5), 15 * MINUTE_MS)),
  wrong: () => fail('NotAuthorizedException', TEXT.incorrect),
  locked: () => fail('NotAuthorizedException', TEXT.attemptsExceeded),
};

/** At most 15 wrong sign-up codes an hour. https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
export const SIGN_UP_CODE_GUESSES: GuessRules = {
  window: 'CODE#SIGN_UP',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 15 ? 0 : 60 * MINUTE_MS),
  wrong: () => fail('CodeMismatchException'),
  locked: () => fail('LimitExceededException'),
};

/**
 * At most 15 wrong codes an hour for a user's attributes together. The user chooses where codes go, and so could earn
 * a reset at any time with a code to an address of his own.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const ATTRIBUTE_CODE_GUESSES: GuessRules = { ...SIGN_UP_CODE_GUESSES, window: 'CODE#VERIFY', keepsCount: true };

/** At most 5 wrong codes for a new password an hour: the lower end of what Cognito allows (5 to 20, by risk). Source: the same. */
export const RESET_CODE_GUESSES: GuessRules = {
  window: 'CODE#FORGOT_PASSWORD',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : 60 * MINUTE_MS),
  wrong: () => fail('CodeMismatchException'),
  locked: () => fail('LimitExceededException'),
};

/** At most 5 wrong previous passwords an hour in ChangePassword, beside PASSWORD_GUESSES. Source: the same. */
export const CHANGE_PASSWORD_GUESSES: GuessRules = {
  window: 'CHANGE_PASSWORD',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : 60 * MINUTE_MS),
  wrong: () => fail('NotAuthorizedException', TEXT.incorrect),
  locked: () => fail('LimitExceededException'),
};

/** Who is guessing at whose secret: a sub, real or imaginary. */
export type Guesser = { readonly poolId: string; readonly sub: string };

export function attemptsRef(rules: GuessRules, { poolId, sub }: Guesser): Ref<'attempts'> {
  return { kind: 'attempts', id: { poolId, subject: sub, window: rules.window } };
}

/**
 * Whether a guess that began at `began` is to be refused. A lock that was set after that counts too: the guesses of a
 * volley that began together can't outlast a short lock by being slow.
 */
export function isLocked(attempts: Attempts | undefined, began: number): boolean {
  return attempts !== undefined && attempts.lockedUntil > began;
}

const MAX_RACES = 50;

/**
 * Releases the outcome of a guess, only after the count of failures has been written on condition that it is still the
 * one that was read. A right guess commits `changes` and the count's reset together; a wrong one raises the count and
 * throws what the rules say. When another guess came first, the count is read again and the lock judged anew.
 * A guess that is also one of another kind counts in both windows, in the same commit.
 * Answers what else of `changes` was lost, or undefined.
 */
export async function settleGuess(
  deps: { readonly records: Records; readonly clock: Clock },
  rules: GuessRules,
  guess: {
    readonly guesser: Guesser;
    readonly began: number;
    readonly seen: Attempts | undefined;
    readonly right: boolean;
    readonly changes?: readonly Change[];
    readonly also?: { readonly rules: GuessRules; readonly seen: Attempts | undefined };
  },
): Promise<Lost | undefined> {
  const { also, began, guesser, right } = guess;
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
  const after: Attempts = {
    ...ref.id,
    count,
    lockedUntil: lockMs > 0 ? now + lockMs : 0,
    expiresAt: now + lockMs + rules.forgetMs,
    version: 0,
  };
  return seen
    ? { op: 'update', kind: 'attempts', before: seen, after }
    : { op: 'create', kind: 'attempts', value: after };
}
