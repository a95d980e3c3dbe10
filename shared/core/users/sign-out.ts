import type { Call } from '#core/call.ts';
import { changeUser } from './change.ts';
import type { User } from './user.ts';

/**
 * Revokes all tokens of a user and ends every sign-in in progress, in one write whatever the number of sessions: token
 * families carry the epoch in which they began, and Sessions carry the stamp. Throws UserNotFoundException when the
 * user was deleted.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 */
export async function signOutEverywhere(call: Call, user: User): Promise<void> {
  await changeUser(call, user, (current) => ({
    after: { ...current, signOutEpoch: current.signOutEpoch + 1, stamp: call.deps.random.uuid() },
  }));
}
