import type { Pool } from '#core/pools/pool.ts';
import { shownUser } from '#core/users/shown.ts';
import type { Unversioned } from '#ports/records.ts';

/**
 * Returns the attributes of a user as events have them: all values are strings, and the sub and the status are among
 * them.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export function eventAttributes(pool: Pool, user: Unversioned<'user'>): Readonly<Record<string, string>> {
  return { sub: user.sub, 'cognito:user_status': user.status, ...shownUser(pool, user).attributes };
}
