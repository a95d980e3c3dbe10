import type { UserCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { attemptsRef, CHANGE_PASSWORD_GUESSES, isLocked, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { settleGuess } from '#core/guesses/settle.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import type { User } from '#core/users/user.ts';
import type { Change } from '#ports/records.ts';
import { newCredentials, openCredentials } from './credentials.ts';
import { checkPasswordHistory, sealWithHistory } from './history.ts';
import { checkPassword } from './policy.ts';

const MAX_RACES = 10;

/**
 * Changes the password of a signed-in user who knows the one before; a user who has none sets the first. Sign-ins in
 * progress end, sessions go on. A wrong previous password is a guess like one at sign-in and counts in the same window,
 * so that a stolen access token is no way around the lock, and in an hourly one of its own.
 *
 * Whether the new password was used before is told only to a caller who gave the right previous one.
 * Throws InvalidPasswordException, InvalidParameterException (no previous password given), NotAuthorizedException,
 * PasswordHistoryPolicyViolationException, LimitExceededException, and what a user who may not sign in is told.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
export async function changeOwnPassword(
  call: UserCall,
  { previous, proposed }: { readonly previous: string | undefined; readonly proposed: string },
): Promise<void> {
  const { deps, pool, began } = call;
  const id = { poolId: pool.id, sub: call.user.sub };
  checkPassword(proposed, pool.passwordPolicy, 'changing');
  for (let race = 0; race < MAX_RACES; race++) {
    const { user, changes, guesses } = await deps.records.read({
      user: { kind: 'user', id },
      changes: attemptsRef(CHANGE_PASSWORD_GUESSES, id),
      guesses: attemptsRef(PASSWORD_GUESSES, id),
    });
    if (!user) return fail('UserNotFoundException');
    checkMayChange(call, user);
    if (isLocked(changes, began)) CHANGE_PASSWORD_GUESSES.locked();
    if (isLocked(guesses, began)) PASSWORD_GUESSES.locked();
    const isFirst = user.sealedCredentials === undefined && !previous;
    if (!isFirst && !previous) {
      fail('InvalidParameterException', 'PreviousPassword is required for a user who has a password.');
    }

    const right = isFirst || (await deps.hasher.verify(previous ?? '', openCredentials(deps.keys, user)?.password));
    const settle = (steps: readonly Change[]) =>
      settleGuess(call, CHANGE_PASSWORD_GUESSES, {
        guesser: id,
        seen: changes,
        right,
        changes: steps,
        also: { rules: PASSWORD_GUESSES, seen: guesses },
      });
    if (!right) {
      await settle([]);
      return;
    }
    try {
      await checkPasswordHistory(call, user, proposed);
    } catch (refusal) {
      await settle([]);
      throw refusal;
    }
    const credentials = await newCredentials(call, user, proposed);
    const after: User = {
      ...user,
      sealedCredentials: sealWithHistory(call, user, credentials),
      stamp: deps.random.uuid(),
      modifiedAt: deps.clock.now(),
    };
    if (!(await settle([{ op: 'update', kind: 'user', before: user, after }]))) return;
  }
  fail('TooManyRequestsException');
}

/** The user as it is now may have changed since the token was verified. */
function checkMayChange({ deps, family }: UserCall, user: User): void {
  if (user.signOutEpoch !== family.signOutEpoch) fail('NotAuthorizedException', 'Access Token has been revoked');
  checkMaySignIn(user, deps.clock.now());
  // A temporary password is replaced in NEW_PASSWORD_REQUIRED, which also asks for what the pool requires.
  if (user.status !== 'CONFIRMED') {
    fail('NotAuthorizedException', 'User password cannot be changed in the current state.');
  }
}
