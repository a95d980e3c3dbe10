import { hasPassword } from '#core/mfa/first-factors.ts';
import type { User } from '#core/users/user.ts';
import type { SignIn } from './auth-session.ts';

/** Returns the kind of code with which the sign-in began, or undefined if it began with something else. */
export function firstCodeOf({ passed }: Pick<SignIn, 'passed'>): 'EMAIL_OTP' | 'SMS_OTP' | undefined {
  const first = passed[0]?.factor;
  return first === 'EMAIL_OTP' || first === 'SMS_OTP' ? first : undefined;
}

/**
 * Returns the user as a right first code leaves it. The code confirms a user who has signed up, like the code of the
 * sign-up. A user who was imported without a password has none to reset, and is confirmed as well.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export function confirmedByCode(user: User): User {
  const isImported = user.status === 'RESET_REQUIRED' && !hasPassword(user);
  return user.status === 'UNCONFIRMED' || isImported ? { ...user, status: 'CONFIRMED' } : user;
}
