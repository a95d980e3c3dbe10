import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { codeMatches, codeRef, isSpent, type OneTimeCode, spentCode } from '#core/codes/code.ts';
import { fail } from '#core/errors.ts';
import { attemptsRef, PASSWORD_GUESSES, RESET_CODE_GUESSES } from '#core/guesses/attempts.ts';
import { forgetAfterwards } from '#core/guesses/counts.ts';
import { guardedCommit } from '#core/guesses/guarded.ts';
import { newCredentials } from '#core/password/credentials.ts';
import { checkPasswordHistory, sealWithHistory } from '#core/password/history.ts';
import { checkPassword } from '#core/password/policy.ts';
import type { Pool } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { findUser } from '#core/users/find.ts';
import { endedProofs } from '#core/users/proofs.ts';
import type { User } from '#core/users/user.ts';
import { mayRecover, recoveryRefusal } from './target.ts';

/**
 * Sets the password that a user chose, for the code that was sent to their e-mail address or phone number. The user,
 * who is CONFIRMED afterwards, is written in one commit with the code, which is spent, and the count of guesses at it.
 * Then the failed passwords are cleared, because they were guesses at the previous password. Sign-ins in progress end,
 * but tokens that were issued before stay valid.
 *
 * The code is judged before the password. Whatever a right code leads to, even an error about the password, is told
 * only after the count was written. A client that prevents user existence errors reveals the state of a user only to a
 * caller with the right code; without the code, nothing distinguishes an unknown user from others.
 * Throws CodeMismatchException, ExpiredCodeException, InvalidPasswordException,
 * PasswordHistoryPolicyViolationException, LimitExceededException, NotAuthorizedException (disabled, state),
 * UserNotFoundException.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
 */
export async function confirmNewPassword(
  call: ClientCall,
  given: { readonly username: string; readonly code: string; readonly password: string },
): Promise<void> {
  const { deps, pool } = call;
  const hides = hidesUsers(call.client);
  await untilCommitted(async () => {
    const { sub, user, more } = await findUser(call, given.username, (sub) => ({
      code: codeRef('FORGOT_PASSWORD', { poolId: pool.id, sub }),
      guesses: attemptsRef(RESET_CODE_GUESSES, { poolId: pool.id, sub }),
      passwords: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
    }));
    const { code, guesses, passwords } = more;
    const guesser = { poolId: pool.id, sub };
    const refuse = recoveryRefusal(user);
    const guess = {
      guesser,
      windows: [{ rules: RESET_CODE_GUESSES, seen: guesses }],
      judge: () => {
        if (!hides) refuse?.();
        const isOver = !code || code.expiresAt <= deps.clock.now() || (isSpent(code) && !hides);
        if (isOver) return fail('ExpiredCodeException');
        return codeMatches(deps.keys, code, given.code) && user ? { user, code } : undefined;
      },
    } as const;
    const lost = await guardedCommit(call, guess, async ({ user, code }) => {
      refuse?.();
      checkDestination(pool, user, code);
      checkPassword(given.password, pool.passwordPolicy, 'changing');
      await checkPasswordHistory(call, user, given.password);
      const credentials = await newCredentials(call, user, given.password);
      const after = confirmedUser(call, user, sealWithHistory(call, user, credentials));
      return [
        { op: 'update', kind: 'user', before: user, after },
        { op: 'update', kind: 'code', before: code, after: spentCode(code) },
      ];
    });
    if (lost) return AGAIN;
    await forgetAfterwards(call, guesser, { rules: PASSWORD_GUESSES, seen: passwords });
  });
}

/**
 * A code is valid only while it was sent to what is still the user's verified contact, and MFA does not use it. Somebody
 * who reads a mailbox that the user has given up must not get the account.
 */
function checkDestination(pool: Pool, user: User, { attribute, destination }: OneTimeCode): void {
  const isStill = user.attributes[attribute] === destination && mayRecover(pool, user, attribute);
  if (!isStill) fail('ExpiredCodeException');
}

function confirmedUser(call: ClientCall, user: User, sealedCredentials: string): User {
  return {
    ...user,
    status: 'CONFIRMED',
    sealedCredentials,
    temporaryPasswordUntil: undefined,
    ...endedProofs(call, user),
    modifiedAt: call.deps.clock.now(),
  };
}
