import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Ref } from '#ports/records.ts';

/** The count of failed guesses, or of uses of something limited, in one window. */
export type Attempts = {
  readonly poolId: string;
  /** The sub of the user, the imaginary sub of a name that belongs to no user, or what else uses something limited. */
  readonly subject: string;
  readonly window: string;
  readonly count: number;
  /** The end of the lock, in epoch milliseconds; 0 means that there is no lock. */
  readonly lockedUntil: number;
  /** The time at which the count lapses, in epoch milliseconds. */
  readonly expiresAt: number;
  readonly version: number;
};

/** The rules for one kind of guess, which is counted in a window of its own. */
export type GuessRules = {
  readonly window: string;
  /** The time after the last failure, and after the lock that it caused, until the count lapses, in milliseconds. */
  readonly forgetMs: number;
  /**
   * Returns how long guesses are refused after this many failures, in milliseconds; 0 means that they are not refused.
   */
  readonly lockMs: (failures: number) => number;
  /**
   * The moment at which a right guess clears the failures before it. It is `in the commit` that the guess causes;
   * `afterwards`, where no transaction may write both a user and the count (see guardedRelease); or `never`, where a
   * caller who can be right at will must not earn further guesses.
   */
  readonly resets: 'in the commit' | 'afterwards' | 'never';
  /** Throws the error for a wrong guess. */
  readonly wrong: () => never;
  /** Throws the error for a guess during a lock. */
  readonly locked: () => never;
};

const MINUTE_MS = 60_000;

/**
 * The rules for passwords. The fifth failure locks the window for one second, and each further failure doubles the
 * lock, up to 15 minutes. A success resets the count, and so do 15 minutes without a failure after the lock.
 * Source: AWS re:Post on Cognito's lock-out behaviour.
 */
export const PASSWORD_GUESSES: GuessRules = {
  window: 'PASSWORD',
  forgetMs: 15 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : Math.min(1000 * 2 ** (failures - 5), 15 * MINUTE_MS)),
  resets: 'afterwards',
  wrong: () => fail('NotAuthorizedException', TEXT.incorrect),
  locked: () => fail('NotAuthorizedException', TEXT.attemptsExceeded),
};

/**
 * The rules for codes of further factors, all of them together, which are those for passwords. A right code resets the
 * count: nobody who guesses can be right at will.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export const MFA_GUESSES: GuessRules = {
  ...PASSWORD_GUESSES,
  window: 'MFA',
  wrong: () => fail('CodeMismatchException', TEXT.codeMismatch),
};

/** The rules for the passwords of a user's devices, all of them together, which are those for the user's password. */
export const DEVICE_GUESSES: GuessRules = { ...PASSWORD_GUESSES, window: 'DEVICE' };

/**
 * The rules for codes that are first factors, which are those for passwords. They have a window of their own, because
 * anybody can guess at them.
 */
export const FIRST_CODE_GUESSES: GuessRules = { ...MFA_GUESSES, window: 'CODE#SIGN_IN' };

/**
 * The rules for what passkeys sign, which are those for passwords. They have a window of their own, because anybody can
 * send wrong answers: these lock no other way to sign in.
 */
export const PASSKEY_GUESSES: GuessRules = {
  ...PASSWORD_GUESSES,
  window: 'WEB_AUTHN',
  wrong: () => fail('NotAuthorizedException', TEXT.passkeyRefused),
};

/**
 * The rules for the first code of a new software token: at most 15 may be wrong in an hour. A right code does not reset
 * the count, because whoever registers a token knows its secret.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
export const SOFTWARE_TOKEN_GUESSES: GuessRules = {
  window: 'SOFTWARE_TOKEN',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 15 ? 0 : 60 * MINUTE_MS),
  resets: 'never',
  wrong: () => fail('EnableSoftwareTokenMFAException'),
  locked: () => fail('TooManyRequestsException', TEXT.attemptsExceeded),
};

/**
 * The rules for sign-up codes: at most 15 may be wrong in an hour.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const SIGN_UP_CODE_GUESSES: GuessRules = {
  window: 'CODE#SIGN_UP',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 15 ? 0 : 60 * MINUTE_MS),
  resets: 'in the commit',
  wrong: () => fail('CodeMismatchException'),
  locked: () => fail('LimitExceededException'),
};

/**
 * The rules for codes that verify attributes: at most 15 may be wrong in an hour, for all attributes of a user
 * together. A right code does not reset the count. Users choose where these codes go, so they could earn a reset at any
 * time with a code to an address of their own.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const ATTRIBUTE_CODE_GUESSES: GuessRules = { ...SIGN_UP_CODE_GUESSES, window: 'CODE#VERIFY', resets: 'never' };

/**
 * The rules for codes for a new password: at most 5 may be wrong in an hour, which is the lower end of what Cognito
 * allows (5 to 20, depending on the risk).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const RESET_CODE_GUESSES: GuessRules = {
  window: 'CODE#FORGOT_PASSWORD',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : 60 * MINUTE_MS),
  resets: 'in the commit',
  wrong: () => fail('CodeMismatchException'),
  locked: () => fail('LimitExceededException'),
};

/**
 * The rules for the previous password in ChangePassword: at most 5 may be wrong in an hour. PASSWORD_GUESSES applies as
 * well.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html
 */
export const CHANGE_PASSWORD_GUESSES: GuessRules = {
  window: 'CHANGE_PASSWORD',
  forgetMs: 60 * MINUTE_MS,
  lockMs: (failures) => (failures < 5 ? 0 : 60 * MINUTE_MS),
  resets: 'in the commit',
  wrong: () => fail('NotAuthorizedException', TEXT.incorrect),
  locked: () => fail('LimitExceededException'),
};

/** The user whose secret is guessed at. The sub may be an imaginary one. */
export type Guesser = { readonly poolId: string; readonly sub: string };

/** Returns the reference to the count of failed guesses in the window of the rules. */
export function attemptsRef(rules: GuessRules, { poolId, sub }: Guesser): Ref<'attempts'> {
  return { kind: 'attempts', id: { poolId, subject: sub, window: rules.window } };
}

/**
 * Returns whether a guess that began at `began` (in epoch milliseconds) is to be refused. A lock that was set after
 * that time counts too, so that guesses that began together can't outlast a short lock by being slow.
 */
export function isLocked(attempts: Attempts | undefined, began: number): boolean {
  return attempts !== undefined && attempts.lockedUntil > began;
}

/** Refuses a guess during a lock: notes that, and throws the error of the rules. */
export function refuseLocked({ audit }: Call, rules: GuessRules): never {
  audit.outcome = 'locked';
  return rules.locked();
}
