import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { type GroupCount, type GroupSettings, MOST_IN_POOL } from './group.ts';

/**
 * Stores a new group without members. Throws ResourceNotFoundException for an unknown pool, GroupExistsException, and
 * LimitExceededException for a pool that is full.
 */
export async function createGroup(
  { deps, audit }: Call,
  { poolId, name }: { readonly poolId: string; readonly name: string },
  settings: GroupSettings,
): Promise<Unversioned<'group'>> {
  const now = deps.clock.now();
  const value = { poolId, name, gid: deps.random.uuid(), ...settings, createdAt: now, modifiedAt: now };
  return untilCommitted(async () => {
    const { pool, group, count } = await deps.records.read({
      pool: { kind: 'pool', id: { id: poolId } },
      group: { kind: 'group', id: { poolId, name } },
      count: { kind: 'groupCount', id: { poolId } },
    });
    if (!pool) fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
    audit.poolId = pool.id;
    if (group) fail('GroupExistsException');
    if ((count?.groups ?? 0) >= MOST_IN_POOL) {
      fail('LimitExceededException', `A user pool cannot have more than ${MOST_IN_POOL} groups.`);
    }
    const lost = await deps.records.commit([{ op: 'create', kind: 'group', value }, oneMore(poolId, count)]);
    return lost ? AGAIN : value;
  });
}

function oneMore(poolId: string, count: GroupCount | undefined): Change<'groupCount'> {
  if (!count) return { op: 'create', kind: 'groupCount', value: { poolId, groups: 1 } };
  return { op: 'update', kind: 'groupCount', before: count, after: { ...count, groups: count.groups + 1 } };
}
