import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { wireAttributes } from '#core/attributes/wire.ts';
import type { Pool } from '#core/pools/pool.ts';
import { shownUser } from '#core/users/shown.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from './api.ts';
import { epochSeconds } from './epoch-seconds.ts';

/**
 * Returns a user as AdminCreateUser and ListUsers show it. If `show` is given, only the attributes that it accepts are
 * included.
 */
export function userOutput(
  pool: Pool,
  user: Unversioned<'user'>,
  show?: (name: string) => boolean,
): OnWire<api.UserType> {
  const { username, ...shown } = shownUser(pool, user);
  return { Username: username, Attributes: wireAttributes(shown, show), ...userState(user) };
}

/** Returns the members that all responses about a user have besides the name and the attributes. */
export function userState(user: Unversioned<'user'>) {
  return {
    UserCreateDate: epochSeconds(user.createdAt),
    UserLastModifiedDate: epochSeconds(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
