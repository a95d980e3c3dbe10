import { fail, TEXT } from '#core/errors.ts';
import type { User } from './user.ts';

/** Throws what a user who proved the password is told when the account does not admit it. */
export function checkMaySignIn(user: User, now: number): void {
  if (!user.enabled) fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status === 'UNCONFIRMED') fail('UserNotConfirmedException');
  if (user.status === 'RESET_REQUIRED') fail('PasswordResetRequiredException');
  const until = user.temporaryPasswordUntil ?? Number.POSITIVE_INFINITY;
  if (user.status === 'FORCE_CHANGE_PASSWORD' && until <= now) {
    fail('NotAuthorizedException', 'Temporary password has expired and must be reset by an administrator.');
  }
}
