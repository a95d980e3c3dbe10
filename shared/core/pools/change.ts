import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import type { Pool } from './pool.ts';

/** Reads the pool from the table, not from the cache. Throws ResourceNotFoundException. */
export async function readPool({ deps, audit }: Call, poolId: string): Promise<Pool> {
  const { pool } = await deps.records.read({ pool: { kind: 'pool', id: { id: poolId } } });
  if (!pool) return fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
  audit.poolId = pool.id;
  return pool;
}

/**
 * Changes a pool if its version is still the one that was read. When another change came first, `change` is called
 * again with the pool as that change left it. Returns the result of the last `change`. Throws
 * ResourceNotFoundException, `busy` when other changes always come first, and what `change` throws.
 */
export function changePool<C extends { readonly after: Unversioned<'pool'> }>(
  call: Call,
  poolId: string,
  change: (pool: Pool) => C | Promise<C>,
  busy: 'ConcurrentModificationException' | 'TooManyRequestsException',
): Promise<C> {
  const { deps } = call;
  return untilCommitted(async () => {
    const before = await readPool(call, poolId);
    const changed = await change(before);
    const after = { ...changed.after, modifiedAt: deps.clock.now() };
    const lost = await deps.records.commit([{ op: 'update', kind: 'pool', before, after }]);
    deps.configuration.forget(poolId);
    return lost ? AGAIN : changed;
  }, busy);
}

/**
 * Returns the step of a commit that writes a pool as it is, so that commits with this step take turns. What was counted
 * below the pool after `pool` was read is then still true when the commit succeeds.
 */
export function turnStep(pool: Pool): Change<'pool'> {
  return { op: 'update', kind: 'pool', before: pool, after: pool };
}
