import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import { readPool } from './change.ts';

/**
 * Removes a pool: it is gone at once, its users and clients go by a job that is stored in the same commit. Throws
 * ResourceNotFoundException, and InvalidParameterException while the pool is protected.
 */
export async function deletePool(call: Call, poolId: string): Promise<void> {
  const { deps } = call;
  await untilCommitted(async () => {
    const pool = await readPool(call, poolId);
    if (pool.deletionProtection === 'ACTIVE') {
      fail(
        'InvalidParameterException',
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
      );
    }
    const now = deps.clock.now();
    const job: Unversioned<'job'> = {
      id: deps.random.uuid(),
      kind: 'delete-pool',
      poolId,
      sweep: 1,
      dueAt: now,
      createdAt: now,
    };
    const lost = await deps.records.commit([
      { op: 'remove', kind: 'pool', before: pool },
      { op: 'create', kind: 'job', value: job },
    ]);
    deps.configuration.forget(poolId);
    return lost && AGAIN;
  });
}
