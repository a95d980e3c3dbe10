import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { codeMatches, codeRef, type OneTimeCode } from '#core/codes/code.ts';
import { fail } from '#core/errors.ts';
import { attemptsRef, isLocked, PASSWORD_GUESSES, RESET_CODE_GUESSES } from '#core/guesses/attempts.ts';
import { settleGuess } from '#core/guesses/settle.ts';
import { newCredentials } from '#core/password/credentials.ts';
import { checkPasswordHistory, sealWithHistory } from '#core/password/history.ts';
import { checkPassword } from '#core/password/policy.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import type { Change } from '#ports/records.ts';
import { recoveryRefusal } from './target.ts';

const MAX_RACES = 10;

/**
 * Gives a user the password they chose, for the code that was sent to their e-mail or phone. The user, who is CONFIRMED
 * afterwards, is written in one commit with the code, which is spent, the count of guesses at it, and the count of
 * failed passwords, which were guesses at the password before. Sign-ins in progress end, sessions go on.
 *
 * The code is judged before the password, and the outcome of a right one, be it that the password does not conform, is
 * told only after the count was written. A client that hides who exists tells the user's state only to a caller who has
 * the right code; without one, an unknown user is told apart by nothing.
 * Throws CodeMismatchException, ExpiredCodeException, InvalidPasswordException,
 * PasswordHistoryPolicyViolationException, LimitExceededException, NotAuthorizedException (disabled, state),
 * UserNotFoundException.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
 */
export async function confirmNewPassword(
  call: ClientCall,
  given: { readonly username: string; readonly code: string; readonly password: string },
): Promise<void> {
  const { deps, pool, client, began } = call;
  for (let race = 0; race < MAX_RACES; race++) {
    const { sub, user, more } = await findUser(call, given.username, (sub) => ({
      code: codeRef('FORGOT_PASSWORD', { poolId: pool.id, sub }),
      guesses: attemptsRef(RESET_CODE_GUESSES, { poolId: pool.id, sub }),
      attempts: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
    }));
    const { code, guesses, attempts } = more;
    if (isLocked(guesses, began)) RESET_CODE_GUESSES.locked();
    const state = recoveryRefusal(user);
    if (state && !hidesUsers(client)) state();
    if (!code || code.expiresAt <= deps.clock.now()) return fail('ExpiredCodeException');

    const right = codeMatches(deps.keys, code, given.code) && user !== undefined;
    const settle = (changes: readonly Change[]) =>
      settleGuess(call, RESET_CODE_GUESSES, {
        guesser: { poolId: pool.id, sub },
        seen: guesses,
        right,
        changes,
      });
    if (!right) {
      await settle([]);
      return;
    }
    try {
      state?.();
      checkDestination(user, code);
      checkPassword(given.password, pool.passwordPolicy, 'changing');
      await checkPasswordHistory(call, user, given.password);
    } catch (refusal) {
      await settle([]);
      throw refusal;
    }
    const credentials = await newCredentials(call, user, given.password);
    const lost = await settle([
      {
        op: 'update',
        kind: 'user',
        before: user,
        after: confirmedUser(call, user, sealWithHistory(call, user, credentials)),
      },
      { op: 'remove', kind: 'code', before: code },
      ...(attempts ? [{ op: 'remove', kind: 'attempts', before: attempts } as const] : []),
    ]);
    if (!lost) return;
  }
  fail('TooManyRequestsException');
}

/**
 * A code is good only while it was sent to what is still the user's verified contact: whoever reads the mailbox that the
 * user has given up must not get the account.
 */
function checkDestination({ attributes }: User, { attribute, destination }: OneTimeCode): void {
  const isVerified = attributes[attribute] === destination && attributes[`${attribute}_verified`] === 'true';
  if (!isVerified) fail('ExpiredCodeException');
}

function confirmedUser({ deps }: ClientCall, user: User, sealedCredentials: string): User {
  return {
    ...user,
    status: 'CONFIRMED',
    sealedCredentials,
    temporaryPasswordUntil: undefined,
    stamp: deps.random.uuid(),
    modifiedAt: deps.clock.now(),
  };
}
