import type { User } from '#core/users/user.ts';
import type { SignIn } from './auth-session.ts';

/**
 * Returns the account by whose status a sign-in is judged. In CUSTOM_AUTH, a user who must reset the password chooses a
 * new one after proving the old one, like a user whose password an administrator chose. Without a password in the
 * sign-in, it does not matter that a temporary one has expired.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export function accountIn({ custom, passed }: SignIn, user: User): User {
  if (!custom) return user;
  if (!passed.some(({ factor }) => factor === 'PASSWORD')) return { ...user, temporaryPasswordUntil: undefined };
  return user.status === 'RESET_REQUIRED' ? { ...user, status: 'FORCE_CHANGE_PASSWORD' } : user;
}
