import { CognitoError, TEXT } from '#core/errors.ts';
import type { User } from './user.ts';

/**
 * Returns the error for a user who has proved their identity but may not sign in with this account. Returns undefined
 * when the user may sign in. `now` is in epoch milliseconds.
 */
export function signInRefusal(user: User, now: number): CognitoError | undefined {
  if (!user.enabled) return new CognitoError('NotAuthorizedException', TEXT.userDisabled);
  if (user.status === 'UNCONFIRMED') return new CognitoError('UserNotConfirmedException');
  if (user.status === 'RESET_REQUIRED') return new CognitoError('PasswordResetRequiredException');
  const until = user.temporaryPasswordUntil ?? Number.POSITIVE_INFINITY;
  if (user.status !== 'FORCE_CHANGE_PASSWORD' || until > now) return undefined;
  return new CognitoError(
    'NotAuthorizedException',
    'Temporary password has expired and must be reset by an administrator.',
  );
}

/** Throws the error that signInRefusal returns. */
export function checkMaySignIn(user: User, now: number): void {
  const refusal = signInRefusal(user, now);
  if (refusal) throw refusal;
}
