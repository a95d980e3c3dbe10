import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { wireAttributes } from '#core/attributes/wire.ts';
import type { Pool } from '#core/pools/pool.ts';
import { shownUser } from '#core/users/shown.ts';
import type { User } from '#core/users/user.ts';
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
  return {
    Username: username,
    Attributes: wireAttributes(shown, show),
    ...userState(user),
    MFAOptions: mfaOutput(user).MFAOptions,
  };
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

/**
 * Returns the members of responses about one user that say what the user has turned on, and prefers, for MFA. MFAOptions
 * knows only SMS.
 */
export function mfaOutput({ mfa = {} }: Pick<User, 'mfa'>) {
  const { enabled = [], preferred } = mfa;
  const sms = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' } as const;
  return {
    MFAOptions: enabled.includes('SMS_MFA') ? [sms] : undefined,
    UserMFASettingList: enabled.length > 0 ? [...enabled] : undefined,
    PreferredMfaSetting: preferred,
  };
}
