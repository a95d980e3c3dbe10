import type { Group } from '#core/groups/group.ts';
import type { OwnGroup } from '#core/users/user.ts';
import type { Records, Ref } from '#ports/records.ts';

/**
 * Reads the groups of a user in one round trip; a user has at most 100. The result has the order of `groups`, with
 * undefined for each group that was deleted, even if a later group has its name.
 */
export async function livingGroups(
  records: Records,
  poolId: string,
  groups: readonly OwnGroup[],
): Promise<readonly (Group | undefined)[]> {
  const refs = groups.map(({ name }): [string, Ref<'group'>] => [name, { kind: 'group', id: { poolId, name } }]);
  const found = (await records.read(Object.fromEntries(refs))) as Readonly<Record<string, Group | undefined>>;
  return groups.map(({ name, gid }) => (found[name]?.gid === gid ? found[name] : undefined));
}
