import type { ClientCall } from '#core/call.ts';
import type { User } from '#core/users/user.ts';
import type { Factor, Passed } from './auth-session.ts';
import type { Following } from './challenge.ts';
import { newPasswordRequired } from './new-password-required.ts';

/** What asks for one more challenge. */
type Transition = {
  readonly to: Following;
  /** One of them must have been passed. */
  readonly after: readonly Factor[];
  /** In words, for docs/sign-in.md. */
  readonly when: string;
  readonly isDue: (call: ClientCall, user: User, passed: Passed) => boolean;
};

/**
 * In the order in which they are asked. docs/sign-in.md has the same as a diagram.
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
 * The challenge that a user must meet who has passed so much; undefined for one who is signed in. It decides by its
 * arguments alone, since it is asked twice about one step: before it is written, and about the user as read after that.
 */
export function next(call: ClientCall, user: User, passed: Passed): Following | undefined {
  const due = TRANSITIONS.find(
    ({ after, isDue }) => passed.some(({ factor }) => after.includes(factor)) && isDue(call, user, passed),
  );
  return due?.to;
}
