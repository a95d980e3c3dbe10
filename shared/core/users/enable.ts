import type { Call } from '#core/call.ts';
import { changeUser } from './change.ts';
import type { User } from './user.ts';

/**
 * Enables or disables a user. Disabling revokes all tokens and ends sign-ins in progress in the same write, as global
 * sign-out does; enabling brings none of them back. A user who is already enabled or disabled is not changed. Throws
 * UserNotFoundException when the user was deleted.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
 */
export async function setEnabled(call: Call, user: User, enabled: boolean): Promise<void> {
  const { clock, random } = call.deps;
  if (user.enabled === enabled) return;
  await changeUser(call, user, (current) => {
    if (current.enabled === enabled) return { after: current };
    const modified = { ...current, enabled, modifiedAt: clock.now() };
    if (enabled) return { after: modified };
    return { after: { ...modified, signOutEpoch: current.signOutEpoch + 1, stamp: random.uuid() } };
  });
}
