import { fail, TEXT } from '#core/errors.ts';
import type { Ref } from '#ports/records.ts';

/** Failed guesses, or uses of something limited, in one window. */
export type Attempts = {
  readonly poolId: string;
  /** The sub, or a hash of the name that leads to nobody. */
  readonly subject: string;
  readonly window: string;
  readonly count: number;
  readonly lockedUntil: number;
  /** Afterwards the window is forgotten. */
  readonly expiresAt: number;
  readonly version: number;
};

/** Where guesses are counted: a window of its own per kind of guess. */
export type GuessRules = {
  readonly window: string;
  /** How long after the last failure the count is forgotten, in ms. */
  readonly forgetMs: number;
  /** How long guesses are refused after this many failures, in ms; 0 for not at all. */
  readonly lockMs: (failures: number) => number;
  /**
   * When a right guess makes the failures before it forgotten: together with what it commits; afterwards, where nothing
   * may write a user and the count in one transaction (see guardedRelease); or never, where whoever can be right at will
   * must not get more guesses by it.
   */
  readonly resets: 'in the commit' | 'afterwards' | 'never';
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
  resets: 'afterwards',
  wrong: () => fail('NotAuthorizedException', TEXT.incorrect),
  locked: () => fail('NotAuthorizedException', TEXT.attemptsExceeded),
};

/** At most 15 wrong sign-up codes an hour. https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
export const SIGN_UP_CODE_GUESSES: GuessRules = {
  window: 'CODE#SIGN_UP',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 15 ? 0 : 60 * MINUTE_MS),
  resets: 'in the commit',
  wrong: () => fail('CodeMismatchException'),
  locked: () => fail('LimitExceededException'),
};

/**
 * At most 15 wrong codes an hour for a user's attributes together. The user chooses where codes go, and so could earn
 * a reset at any time with a code to an address of his own.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const ATTRIBUTE_CODE_GUESSES: GuessRules = { ...SIGN_UP_CODE_GUESSES, window: 'CODE#VERIFY', resets: 'never' };

/** At most 5 wrong codes for a new password an hour: the lower end of what Cognito allows (5 to 20, by risk). Source: the same. */
export const RESET_CODE_GUESSES: GuessRules = {
  window: 'CODE#FORGOT_PASSWORD',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : 60 * MINUTE_MS),
  resets: 'in the commit',
  wrong: () => fail('CodeMismatchException'),
  locked: () => fail('LimitExceededException'),
};

/** At most 5 wrong previous passwords an hour in ChangePassword, beside PASSWORD_GUESSES. Source: the same. */
export const CHANGE_PASSWORD_GUESSES: GuessRules = {
  window: 'CHANGE_PASSWORD',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : 60 * MINUTE_MS),
  resets: 'in the commit',
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
