import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { type Attempts, attemptsRef, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { forgetAfterwards } from '#core/guesses/counts.ts';
import { changeUser } from '#core/users/change.ts';
import { findUser } from '#core/users/find.ts';
import { endedProofs } from '#core/users/proofs.ts';
import type { User } from '#core/users/user.ts';
import { newCredentials } from './credentials.ts';
import { checkPasswordHistory, sealWithHistory } from './history.ts';
import { checkPassword } from './policy.ts';

const DAY_MS = 86_400_000;

/** Returns the time until which a temporary password that is set now is valid, in epoch milliseconds. */
export function temporaryPasswordUntil({ deps, pool }: PoolCall): number {
  return deps.clock.now() + pool.passwordPolicy.temporaryPasswordValidityDays * DAY_MS;
}

/**
 * Finds the user of an operation for administrators, together with the count of failed passwords. Throws
 * UserNotFoundException.
 */
export async function findUserAndAttempts(
  call: PoolCall,
  username: string,
): Promise<{ readonly user: User; readonly attempts: Attempts | undefined }> {
  const { user, more } = await findUser(call, username, (sub) => ({
    attempts: attemptsRef(PASSWORD_GUESSES, { poolId: call.pool.id, sub }),
  }));
  return { user: user ?? fail('UserNotFoundException'), attempts: more.attempts };
}

/**
 * Sets the password that an administrator chose for a user. After a permanent password the user is CONFIRMED. After a
 * temporary one (FORCE_CHANGE_PASSWORD), the user must sign in with it before it expires and choose another. Sign-ins
 * in progress end. `found.attempts` is the count of failed passwords that was read together with the user. Those were
 * guesses at the previous password, so the lock that they caused ends right after the commit. `check` throws the error
 * for a user in the wrong state, and also sees the user as it is when the password is written.
 * Throws InvalidPasswordException, PasswordHistoryPolicyViolationException (only for a permanent password), and
 * whatever changeUser throws.
 */
export async function setPassword(
  call: PoolCall,
  found: { readonly user: User; readonly attempts: Attempts | undefined },
  change: { readonly password: string; readonly permanent: boolean; readonly check?: (user: User) => void },
): Promise<User> {
  const { deps, pool } = call;
  const { password, permanent, check } = change;
  check?.(found.user);
  checkPassword(password, pool.passwordPolicy, 'changing');
  if (permanent) await checkPasswordHistory(call, found.user, password);
  const credentials = await newCredentials(call, found.user, password);
  const stamp = deps.random.uuid();
  const { after } = await changeUser(call, found.user, async (user) => {
    // It was stored although the answer of the store was lost, and somebody has changed something else since.
    if (user.stamp === stamp) return { after: user };
    check?.(user);
    if (permanent && user !== found.user) await checkPasswordHistory(call, user, password);
    const after: User = {
      ...user,
      status: permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
      sealedCredentials: sealWithHistory(call, user, credentials),
      temporaryPasswordUntil: permanent ? undefined : temporaryPasswordUntil(call),
      ...endedProofs(call, user),
      stamp,
      modifiedAt: deps.clock.now(),
    };
    return { after };
  });
  await forgetAfterwards(call, after, { rules: PASSWORD_GUESSES, seen: found.attempts });
  return after;
}
