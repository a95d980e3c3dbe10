import type { Call, PoolCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { livingGroups } from '#core/living-groups.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { changeUser } from '#core/users/change.ts';
import { findUser } from '#core/users/find.ts';
import type { OwnGroup, User } from '#core/users/user.ts';
import type { Erased, Ref } from '#ports/records.ts';
import { type Group, isMember, MOST_OF_USER } from './group.ts';

/**
 * Finds the user and the group of a request, in the round trips of the user alone. Throws ResourceNotFoundException for
 * an unknown group, and then UserNotFoundException.
 */
export async function findUserAndGroup(
  call: PoolCall,
  username: string,
  name: string,
): Promise<{ readonly user: User; readonly group: Group }> {
  const group: Ref<'group'> = { kind: 'group', id: { poolId: call.pool.id, name } };
  const { user, more } = await findUser(call, username, () => ({ group }));
  if (!more.group) return fail('ResourceNotFoundException', TEXT.groupNotFound);
  return { group: more.group, user: user ?? fail('UserNotFoundException') };
}

/**
 * Adds a user to a group: the user's own list and the membership are one commit. Neither the stamp nor modifiedAt
 * changes, so that sign-ins in progress go on. A user who is in the group already is not changed. If the group is
 * deleted at the same time, the membership is that of a deleted group, and the job of the deletion clears it away.
 * Throws InvalidParameterException for a user who is in too many groups, and UserNotFoundException when the user was
 * deleted.
 */
export async function addToGroup(call: Call, user: User, { poolId, name, gid }: Group): Promise<void> {
  if (isMember(user, { gid })) return;
  await changeUser(call, user, async (current) => {
    if (isMember(current, { gid })) return { after: current };
    const others = (current.groups ?? []).filter((own) => own.name !== name);
    const kept = others.length < MOST_OF_USER ? others : await stillIn(call, poolId, others);
    if (kept.length >= MOST_OF_USER) {
      fail('InvalidParameterException', `A user cannot be in more than ${MOST_OF_USER} groups.`);
    }
    const membership = { poolId, sub: current.sub, group: name, gid };
    return {
      after: withGroups(current, [...kept, { name, gid }]),
      // It replaces what is left of a deleted group of this name. The condition on the user orders all such writes.
      more: [{ op: 'put', kind: 'membership', value: membership }],
    };
  });
}

/** Returns those of a user's groups that have not been deleted. */
async function stillIn(call: Call, poolId: string, groups: readonly OwnGroup[]): Promise<readonly OwnGroup[]> {
  const living = await livingGroups(call.deps.records, poolId, groups);
  return groups.filter((_, index) => living[index]);
}

/**
 * Removes a user from a group, in one commit. A user who is not in the group is not changed. Throws
 * UserNotFoundException when the user was deleted.
 */
export async function removeFromGroup(call: Call, user: User, { name }: Group): Promise<void> {
  const isIn = ({ groups = [] }: User) => groups.some((own) => own.name === name);
  if (!isIn(user)) return;
  await changeUser(call, user, async (current) => {
    const { poolId, sub, groups = [] } = current;
    if (!isIn(current)) return { after: current };
    const { membership } = await call.deps.records.read({
      membership: { kind: 'membership', id: { poolId, sub, group: name } },
    });
    const rest = groups.filter((own) => own.name !== name);
    return {
      after: withGroups(current, rest),
      more: membership ? [{ op: 'remove', kind: 'membership', before: membership }] : [],
    };
  });
}

const AT_ONCE = 8;

/**
 * Clears about `limit` memberships of a deleted group away, each together with the entry in its user's own list. It may
 * be repeated at any time.
 */
export async function clearMemberships(
  { deps: { records } }: Call,
  { poolId, gid }: Pick<Group, 'poolId' | 'gid'>,
  limit: number,
): Promise<Erased> {
  const { values, dropped, over } = await records.membersToClear(poolId, gid, limit);
  const clear = (sub: string, group: string) =>
    untilCommitted(async () => {
      const { user, membership } = await records.read({
        user: { kind: 'user', id: { poolId, sub } },
        membership: { kind: 'membership', id: { poolId, sub, group } },
      });
      // The user may have been added to a later group of the same name, whose membership has taken the place of this.
      if (membership?.gid !== gid) return;
      const rest = user?.groups?.filter((own) => own.gid !== gid);
      const lost = await records.commit([
        { op: 'remove', kind: 'membership', before: membership },
        ...(user && rest ? [{ op: 'update', kind: 'user', before: user, after: withGroups(user, rest) } as const] : []),
      ]);
      return lost && AGAIN;
    });
  for (let start = 0; start < values.length; start += AT_ONCE) {
    await Promise.all(values.slice(start, start + AT_ONCE).map(({ sub, group }) => clear(sub, group)));
  }
  return { items: values.length + dropped, over };
}

function withGroups({ groups: _, ...user }: User, groups: readonly OwnGroup[]): User {
  return groups.length > 0 ? { ...user, groups } : user;
}
