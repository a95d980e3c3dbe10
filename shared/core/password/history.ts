import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { PasswordHash } from '#ports/hasher.ts';
import { type Credentials, openCredentials, sealCredentials } from './credentials.ts';

/**
 * The number of hashes that are compared at the same time. Each takes 19 MiB of memory, and other users are waiting to
 * sign in.
 */
const AT_ONCE = 4;

/**
 * Throws PasswordHistoryPolicyViolationException when the user already had this password. The current password and
 * those before it are compared, PasswordHistorySize of them in all. A temporary password does not count among these,
 * but while it is the current one it can't become the user's own. Each comparison costs one verification of a hash.
 * Only a caller who has proved who they are may learn the outcome, because it could otherwise be used to guess the
 * current password.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export async function checkPasswordHistory({ deps, pool }: PoolCall, user: User, password: string): Promise<void> {
  const size = historySize(pool);
  const credentials = size > 0 ? openCredentials(deps.keys, user) : undefined;
  if (!credentials) return;
  const used = [...new Set([credentials.password, ...ownPasswords(user, credentials).slice(0, size)])];
  for (let start = 0; start < used.length; start += AT_ONCE) {
    const some = used.slice(start, start + AT_ONCE);
    const matches = await Promise.all(some.map((hash) => deps.hasher.verify(password, hash)));
    if (matches.includes(true)) fail('PasswordHistoryPolicyViolationException');
  }
}

/**
 * Returns the members of a user that hold a password that is set now, sealed together with as many previous ones as the
 * pool compares.
 */
export function changedPassword(
  { deps, pool }: PoolCall,
  user: User,
  credentials: Credentials,
): Required<Pick<User, 'sealedCredentials' | 'passwordChangedAt'>> {
  const before = openCredentials(deps.keys, user);
  const history = before ? ownPasswords(user, before).slice(0, historySize(pool)) : [];
  const all = history.length > 0 ? { ...credentials, history } : credentials;
  return { sealedCredentials: sealCredentials(deps.keys, user, all), passwordChangedAt: deps.clock.now() };
}

/** Returns the hashes of the passwords that were the user's own and not temporary, newest first. */
function ownPasswords(user: User, { password, history = [] }: Credentials): readonly PasswordHash[] {
  return user.status === 'FORCE_CHANGE_PASSWORD' ? history : [password, ...history];
}

function historySize({ passwordPolicy }: Pool): number {
  return passwordPolicy.passwordHistorySize ?? 0;
}
