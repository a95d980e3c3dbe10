import type { Unversioned } from '#ports/records.ts';

/**
 * The attributes that ListUsers can search for.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export const SEARCH_ATTRIBUTES = [
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
] as const;

export type SearchAttribute = (typeof SEARCH_ATTRIBUTES)[number];

/** Returns the value of a user that a search compares, or undefined when the user has none. */
export function searchValue(user: Unversioned<'user'>, attribute: SearchAttribute): string | undefined {
  switch (attribute) {
    case 'sub':
      return user.sub;
    case 'username':
      return user.username;
    case 'cognito:user_status':
      return user.status;
    case 'status':
      return user.enabled ? 'Enabled' : 'Disabled';
    default:
      return user.attributes[attribute] || undefined;
  }
}
