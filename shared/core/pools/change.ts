import { fail, TEXT } from '#core/errors.ts';
import type { Deps } from '#ports/deps.ts';
import type { Pool } from './pool.ts';

const ATTEMPTS = 5;

/** The pool as the table has it, not the cache. Throws ResourceNotFoundException. */
export async function readPool(deps: Pick<Deps, 'records'>, poolId: string): Promise<Pool> {
  const { pool } = await deps.records.read({ pool: { kind: 'pool', id: { id: poolId } } });
  return pool ?? fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
}

/**
 * Changes a pool on its version. When another change came between, `change` judges the pool as that left it; after
 * some attempts the request is refused with `busy`. Throws ResourceNotFoundException, and what `change` throws.
 */
export async function changePool(
  deps: Pick<Deps, 'records' | 'configuration' | 'clock'>,
  poolId: string,
  change: (pool: Pool) => Pool,
  busy: 'ConcurrentModificationException' | 'TooManyRequestsException',
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await readPool(deps, poolId);
    const after = { ...change(before), modifiedAt: deps.clock.now() };
    const lost = await deps.records.commit([{ op: 'update', kind: 'pool', before, after }]);
    deps.configuration.forget(poolId);
    if (!lost) return;
  }
  fail(busy);
}
