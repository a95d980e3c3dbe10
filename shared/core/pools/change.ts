import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from './pool.ts';

const ATTEMPTS = 5;

/** The pool as the table has it, not the cache. Throws ResourceNotFoundException. */
export async function readPool({ deps }: Call, poolId: string): Promise<Pool> {
  const { pool } = await deps.records.read({ pool: { kind: 'pool', id: { id: poolId } } });
  return pool ?? fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
}

/**
 * Changes a pool on its version. When another change came between, `change` judges the pool as that left it; after
 * some attempts the request is refused with `busy`. Throws ResourceNotFoundException, and what `change` throws.
 */
export async function changePool(
  call: Call,
  poolId: string,
  change: (pool: Pool) => Pool,
  busy: 'ConcurrentModificationException' | 'TooManyRequestsException',
): Promise<void> {
  const { deps } = call;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await readPool(call, poolId);
    const after = { ...change(before), modifiedAt: deps.clock.now() };
    const lost = await deps.records.commit([{ op: 'update', kind: 'pool', before, after }]);
    deps.configuration.forget(poolId);
    if (!lost) return;
  }
  fail(busy);
}
