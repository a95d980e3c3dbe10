import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import type { Pool } from './pool.ts';

/** The pool as the table has it, not the cache. Throws ResourceNotFoundException. */
export async function readPool({ deps }: Call, poolId: string): Promise<Pool> {
  const { pool } = await deps.records.read({ pool: { kind: 'pool', id: { id: poolId } } });
  return pool ?? fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
}

/**
 * Changes a pool on its version. When another change came between, `change` judges the pool as that left it. Answers what
 * the last `change` answered. Throws ResourceNotFoundException, `busy` when others always come first, and what `change`
 * throws.
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
