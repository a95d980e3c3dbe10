import type { ClientCall } from '#core/call.ts';
import type { User } from '#core/users/user.ts';
import type { Factor, Passed } from './auth-session.ts';
import type { Following } from './challenge.ts';
import { newPasswordRequired } from './new-password-required.ts';

/** A rule that requires one more challenge. */
type Transition = {
  readonly to: Following;
  /** The factors of which one must have been passed. */
  readonly after: readonly Factor[];
  /** The condition in words, for docs/sign-in.md. */
  readonly when: string;
  readonly isDue: (call: ClientCall, user: User, passed: Passed) => boolean;
};

/**
 * The rules in the order in which they are applied. docs/sign-in.md shows them in a diagram.
 * @internal
 */
export const TRANSITIONS: readonly Transition[] = [
  {
    to: newPasswordRequired,
    after: ['PASSWORD'],
    when: 'an administrator chose the password',
    isDue: (_call, user) => user.status === 'FORCE_CHANGE_PASSWORD',
  },
];

/**
 * Returns the challenge that a user with these factors must meet next, or undefined if the user is signed in. The
 * result depends on the arguments only, since this is called twice for one step: before the step is written, and for
 * the user as read after that.
 */
export function next(call: ClientCall, user: User, passed: Passed): Following | undefined {
  const due = TRANSITIONS.find(
    ({ after, isDue }) => passed.some(({ factor }) => after.includes(factor)) && isDue(call, user, passed),
  );
  return due?.to;
}
