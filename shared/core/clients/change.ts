import type { Call } from '#core/call.ts';
import { lookId } from '#core/configuration.ts';
import type { Pool } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import type { Client } from './client.ts';
import { loadClient } from './load.ts';

/**
 * Changes a client if its version is still the one that was read, or removes it where `after` is undefined, together with
 * the steps of `also`. The cached client is forgotten. When another change came first, `change` is called again with the
 * client as that change left it. Returns the result of the last `change`.
 * Throws ResourceNotFoundException, `busy` when other changes always come first, and what
 * `change` throws.
 */
export function changeClient<
  C extends { readonly after: Unversioned<'client'> | undefined; readonly also?: readonly Change[] },
>(
  call: Call,
  ids: { readonly poolId: string; readonly clientId: string },
  change: (client: Client, pool: Pool) => C | Promise<C>,
  busy: 'ConcurrentModificationException' | 'TooManyRequestsException' = 'ConcurrentModificationException',
): Promise<C> {
  const { deps } = call;
  return untilCommitted(async () => {
    const { pool, client: before } = await loadClient(call, ids.poolId, ids.clientId);
    const changed = await change(before, pool);
    const { after, also = [] } = changed;
    const written: Change = after
      ? { op: 'update', kind: 'client', before, after }
      : { op: 'remove', kind: 'client', before };
    const lost = await deps.records.commit([written, ...also]);
    deps.configuration.forget(ids.clientId, lookId(ids));
    return lost ? AGAIN : changed;
  }, busy);
}

/** Returns the step of a commit that fails if the client was changed or deleted since it was read. */
export function clientCheck(client: Client): Change<'client'> {
  return { op: 'check', kind: 'client', id: client, seen: client };
}
