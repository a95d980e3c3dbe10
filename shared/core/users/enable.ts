import type { Deps } from '#ports/deps.ts';
import { changeUser } from './change.ts';
import type { User } from './user.ts';

/**
 * Lets a user sign in again, or no longer. Disabling revokes all tokens and ends sign-ins in progress in the same write,
 * as global sign-out does; enabling brings none of them back. A user who is so already is left as is. Throws
 * UserNotFoundException when the user was deleted.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
 */
export async function setEnabled(
  deps: Pick<Deps, 'records' | 'clock' | 'random'>,
  user: User,
  enabled: boolean,
): Promise<void> {
  if (user.enabled === enabled) return;
  await changeUser(deps, user, (current) => {
    if (current.enabled === enabled) return { after: current };
    const modified = { ...current, enabled, modifiedAt: deps.clock.now() };
    if (enabled) return { after: modified };
    return { after: { ...modified, signOutEpoch: current.signOutEpoch + 1, stamp: deps.random.uuid() } };
  });
}
