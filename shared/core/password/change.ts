import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { type Attempts, attemptsRef, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { forgetAfterwards } from '#core/guesses/counts.ts';
import { changeUser } from '#core/users/change.ts';
import { findUser } from '#core/users/find.ts';
import type { User } from '#core/users/user.ts';
import { newCredentials } from './credentials.ts';
import { checkPasswordHistory, sealWithHistory } from './history.ts';
import { checkPassword } from './policy.ts';

const DAY_MS = 86_400_000;

/** Until when a temporary password given now is good, in epoch milliseconds. */
export function temporaryPasswordUntil({ deps, pool }: PoolCall): number {
  return deps.clock.now() + pool.passwordPolicy.temporaryPasswordValidityDays * DAY_MS;
}

/** The user of an admin operation, with the failed passwords. Throws UserNotFoundException. */
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
 * Gives a user the password that an administrator chose: permanent, it is theirs (CONFIRMED); otherwise they must choose
 * another with it in time (FORCE_CHANGE_PASSWORD). Sign-ins in progress end. `attempts` are the failed passwords, read
 * together with the user: they were guesses at the password before, so a lock that they caused ends right afterwards.
 * `check` throws what a user in the wrong state is told; it sees the user as it is when the password is written.
 * Throws InvalidPasswordException, PasswordHistoryPolicyViolationException (only when it is permanent), and what
 * changeUser throws.
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
      stamp,
      modifiedAt: deps.clock.now(),
    };
    return { after };
  });
  await forgetAfterwards(call, after, { rules: PASSWORD_GUESSES, seen: found.attempts });
  return after;
}
