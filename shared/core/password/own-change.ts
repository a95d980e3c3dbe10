import type { UserCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { attemptsRef, CHANGE_PASSWORD_GUESSES, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { guardedCommit } from '#core/guesses/guarded.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { endedProofs } from '#core/users/proofs.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import type { User } from '#core/users/user.ts';
import { newCredentials, openCredentials } from './credentials.ts';
import { checkPasswordHistory, sealWithHistory } from './history.ts';
import { checkPassword } from './policy.ts';

/**
 * Changes the password of a signed-in user who knows the current one; a user who has none sets the first. Sign-ins in
 * progress end, but tokens that were issued before stay valid. A wrong previous password counts in the same window as a
 * wrong password at sign-in, so that a stolen access token does not evade the lock. It also counts in an hourly window
 * of its own.
 *
 * Only a caller who gave the right previous password learns whether the new one was used before.
 * Throws InvalidPasswordException, InvalidParameterException (no previous password given), NotAuthorizedException,
 * PasswordHistoryPolicyViolationException, LimitExceededException, UserNotFoundException, and the error for a user who
 * may not sign in.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
export async function changeOwnPassword(
  call: UserCall,
  { previous, proposed }: { readonly previous: string | undefined; readonly proposed: string },
): Promise<void> {
  const { deps, pool } = call;
  const id = { poolId: pool.id, sub: call.user.sub };
  checkPassword(proposed, pool.passwordPolicy, 'changing');
  await untilCommitted(async () => {
    const { user, changes, passwords } = await deps.records.read({
      user: { kind: 'user', id },
      changes: attemptsRef(CHANGE_PASSWORD_GUESSES, id),
      passwords: attemptsRef(PASSWORD_GUESSES, id),
    });
    if (!user) return fail('UserNotFoundException');
    checkMayChange(call, user);
    const guess = {
      guesser: id,
      windows: [
        { rules: CHANGE_PASSWORD_GUESSES, seen: changes },
        { rules: PASSWORD_GUESSES, seen: passwords },
      ],
      judge: async () => ((await knowsPassword(call, user, previous)) ? user : undefined),
    } as const;
    const lost = await guardedCommit(call, guess, async () => {
      await checkPasswordHistory(call, user, proposed);
      const credentials = await newCredentials(call, user, proposed);
      const after: User = {
        ...user,
        sealedCredentials: sealWithHistory(call, user, credentials),
        ...endedProofs(call, user),
        modifiedAt: deps.clock.now(),
      };
      return [{ op: 'update', kind: 'user', before: user, after }];
    });
    return lost && AGAIN;
  });
}

/**
 * Returns whether `previous` is the user's password or, for a user who has none, whether no password was given. Throws
 * InvalidParameterException when a user who has a password gives none.
 */
async function knowsPassword({ deps }: UserCall, user: User, previous: string | undefined): Promise<boolean> {
  if (previous) return deps.hasher.verify(previous, openCredentials(deps.keys, user)?.password);
  if (user.sealedCredentials === undefined) return true;
  return fail('InvalidParameterException', 'PreviousPassword is required for a user who has a password.');
}

/** Checks the user as it is now, which may have changed since the access token was verified. */
function checkMayChange({ deps, family }: UserCall, user: User): void {
  if (user.signOutEpoch !== family.signOutEpoch) fail('NotAuthorizedException', TEXT.accessTokenRevoked);
  checkMaySignIn(user, deps.clock.now());
  // A temporary password is replaced in NEW_PASSWORD_REQUIRED, which also asks for the attributes that the pool
  // requires.
  if (user.status !== 'CONFIRMED') {
    fail('NotAuthorizedException', 'User password cannot be changed in the current state.');
  }
}
