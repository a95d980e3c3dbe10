import type { Call } from '#core/call.ts';
import { jobChange, wakeJobs } from '#core/jobs/create.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { loadGroup } from './load.ts';

/**
 * Deletes a group. Its members lose it at once, because their memberships name a gid that no group has any more. A job
 * that is created in the same commit clears the memberships away. Throws ResourceNotFoundException.
 */
export async function deleteGroup(call: Call, poolId: string, name: string): Promise<void> {
  const { deps } = call;
  await untilCommitted(async () => {
    const { group, count } = await loadGroup(call, poolId, name);
    const lost = await deps.records.commit([
      { op: 'remove', kind: 'group', before: group },
      ...(count
        ? [{ op: 'update', kind: 'groupCount', before: count, after: { ...count, groups: count.groups - 1 } } as const]
        : []),
      jobChange(call, { kind: 'delete-group', poolId, gid: group.gid }),
    ]);
    deps.configuration.forget(group.gid);
    return lost && AGAIN;
  });
  await wakeJobs(call);
}
