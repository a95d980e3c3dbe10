import { isCaseSensitive, type Pool } from '#core/pools/pool.ts';
import type { Unversioned } from '#ports/records.ts';
import { normaliseName } from './names.ts';

/**
 * Returns a user as responses and tokens show it. A pool that ignores case shows names in lower case, however they were
 * spelt at sign-up.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html
 */
export function shownUser<U extends Pick<Unversioned<'user'>, 'username' | 'attributes'>>(pool: Pool, user: U): U {
  if (isCaseSensitive(pool)) return user;
  const attributes: Record<string, string> = { ...user.attributes };
  for (const name of ['email', 'preferred_username']) {
    if (attributes[name] !== undefined) attributes[name] = attributes[name].toLowerCase();
  }
  return { ...user, username: normaliseName(pool, user.username), attributes };
}
