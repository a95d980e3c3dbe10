import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { jobChange, wakeJobs } from '#core/jobs/create.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { readPool } from './change.ts';

/**
 * Removes a pool at once. A job that is stored in the same commit erases its users and clients. Throws
 * ResourceNotFoundException, and InvalidParameterException while the pool is protected or has a domain.
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
    if (pool.domain !== undefined || pool.customDomain !== undefined) {
      fail(
        'InvalidParameterException',
        'User pool cannot be deleted. It has a domain configured that should be deleted first.',
      );
    }
    const lost = await deps.records.commit([
      { op: 'remove', kind: 'pool', before: pool },
      jobChange(call, { kind: 'delete-pool', poolId }),
    ]);
    deps.configuration.forget(poolId);
    return lost && AGAIN;
  });
  await wakeJobs(call);
}
