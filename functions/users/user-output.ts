import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { wireAttributes } from '#core/attributes/wire.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';

/** A user as AdminCreateUser and the lists of users show it; with `show`, only the attributes it lets through. */
export function userOutput(user: Unversioned<'user'>, show?: (name: string) => boolean): OnWire<api.UserType> {
  return { Username: user.username, Attributes: wireAttributes(user, show), ...userState(user) };
}

/** What all answers about a user tell beside its name and attributes. */
export function userState(user: Unversioned<'user'>) {
  return {
    UserCreateDate: epochSeconds(user.createdAt),
    UserLastModifiedDate: epochSeconds(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
