import type { Call } from '#core/call.ts';
import { livingGroups } from '#core/living-groups.ts';
import type { User } from '#core/users/user.ts';
import type { Page } from '#ports/records.ts';
import type { Group } from './group.ts';

/**
 * Returns a page of the groups of a user, in the order of their names. A page may be short and still have a next one,
 * where groups were deleted a moment ago. Throws InvalidParameterException for a token of another list.
 */
export async function listGroupsOf(
  { deps: { records } }: Call,
  { poolId, sub }: User,
  page: { readonly limit: number; readonly token?: string | undefined },
): Promise<Page<Group>> {
  const { values, nextToken } = await records.within('membership', { poolId, sub }, page);
  const own = values.map(({ group, gid }) => ({ name: group, gid }));
  const living = own.length > 0 ? await livingGroups(records, poolId, own) : [];
  return { values: living.filter((group) => group !== undefined), ...(nextToken !== undefined && { nextToken }) };
}
