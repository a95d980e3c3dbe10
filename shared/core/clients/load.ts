import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Client } from './client.ts';

/**
 * Reads a client and its pool from the table. Throws ResourceNotFoundException first for an unknown pool, and then for
 * a client that is unknown or belongs to another pool.
 */
export async function loadClient(
  { deps, audit }: Call,
  poolId: string,
  clientId: string,
): Promise<{ readonly pool: Pool; readonly client: Client }> {
  const { pool, client } = await deps.records.read({
    pool: { kind: 'pool', id: { id: poolId } },
    client: { kind: 'client', id: { id: clientId } },
  });
  if (!pool) return fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
  audit.poolId = pool.id;
  if (client?.poolId !== pool.id) return fail('ResourceNotFoundException', TEXT.clientNotFound(clientId));
  audit.clientId = client.id;
  return { pool, client };
}
