import type { User } from '#core/users/user.ts';

/** This file defines a group of users. Times are in epoch milliseconds. */

/** The largest number of groups in a pool. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
export const MOST_IN_POOL = 10_000;

/** The largest number of groups that a user is in. The same page has it. */
export const MOST_OF_USER = 100;

export type Group = {
  readonly poolId: string;
  readonly name: string;
  /**
   * The id of the group. It is new each time a group is created, so the members of a deleted group are not members of
   * a later group of the same name.
   */
  readonly gid: string;
  readonly description?: string;
  readonly roleArn?: string;
  /** Lower is stronger, and a group without precedence is the weakest. */
  readonly precedence?: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
};

/** The members of a group that requests set. */
export type GroupSettings = Pick<Group, 'description' | 'roleArn' | 'precedence'>;

/** What tokens say of a group. */
export type TokenGroup = Pick<Group, 'name' | 'roleArn' | 'precedence'>;

/** The number of groups in a pool. It is written together with each group that comes or goes. */
export type GroupCount = { readonly poolId: string; readonly groups: number; readonly version: number };

/**
 * A user's membership in a group, by which the users of a group are found. It is written together with the user, whose
 * own list (User.groups) decides.
 */
export type Membership = {
  readonly poolId: string;
  readonly sub: string;
  readonly group: string;
  readonly gid: string;
  readonly version: number;
};

/** Tells whether a user is a member of this group, and not of a deleted one of the same name. */
export function isMember({ groups = [] }: Pick<User, 'groups'>, { gid }: Pick<Group, 'gid'>): boolean {
  return groups.some((own) => own.gid === gid);
}
