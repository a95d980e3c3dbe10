import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Group, GroupCount } from './group.ts';

/**
 * Reads a group from the table, together with the number of groups in its pool. Throws ResourceNotFoundException first
 * for an unknown pool, and then for an unknown group.
 */
export async function loadGroup(
  { deps, audit }: Call,
  poolId: string,
  name: string,
): Promise<{ readonly pool: Pool; readonly group: Group; readonly count: GroupCount | undefined }> {
  const { pool, group, count } = await deps.records.read({
    pool: { kind: 'pool', id: { id: poolId } },
    group: { kind: 'group', id: { poolId, name } },
    count: { kind: 'groupCount', id: { poolId } },
  });
  if (!pool) return fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
  audit.poolId = pool.id;
  if (!group) return fail('ResourceNotFoundException', TEXT.groupNotFound);
  return { pool, group, count };
}
