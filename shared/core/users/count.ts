import type { Call } from '#core/call.ts';

/**
 * Adjusts the pool's estimated number of users, after the users were written. It is an estimate: a failure is logged and
 * does not undo what it counts.
 */
export async function countUsers({ deps }: Call, poolId: string, delta: number): Promise<void> {
  try {
    await deps.records.countUsers(poolId, delta);
  } catch (error) {
    deps.logger.warn('users.not-counted', { poolId, error: error instanceof Error ? error.name : 'unknown' });
  }
}
