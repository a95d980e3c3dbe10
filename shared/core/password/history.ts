import type { PoolCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { PasswordHash } from '#ports/hasher.ts';
import { type Credentials, openCredentials, sealCredentials } from './credentials.ts';

/** Hashes that are compared at the same time: each takes 19 MiB, and others are waiting to sign in. */
const AT_ONCE = 4;

/**
 * Throws PasswordHistoryPolicyViolationException when the user has had the password: the current one, or one before it,
 * PasswordHistorySize of them together. A temporary password does not count among them, but as long as it is the
 * current one it can't become the user's own. One verification of a hash for each; who is told the outcome has to have
 * proved who they are, or this would be a way to guess at the current password.
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

/** New credentials of a user, sealed, with the passwords before them as far back as the pool asks. */
export function sealWithHistory({ deps, pool }: PoolCall, user: User, credentials: Credentials): string {
  const before = openCredentials(deps.keys, user);
  const history = before ? ownPasswords(user, before).slice(0, historySize(pool)) : [];
  return sealCredentials(deps.keys, user, history.length > 0 ? { ...credentials, history } : credentials);
}

/** The passwords that were the user's own and not temporary, newest first. */
function ownPasswords(user: User, { password, history = [] }: Credentials): readonly PasswordHash[] {
  return user.status === 'FORCE_CHANGE_PASSWORD' ? history : [password, ...history];
}

function historySize({ passwordPolicy }: Pool): number {
  return passwordPolicy.passwordHistorySize ?? 0;
}
