import type { Pool } from '#core/pools/pool.ts';
import type { Deps } from '#ports/deps.ts';
import type { Client } from './client.ts';

/** A request that an app client makes, in its pool. */
export type ClientCall = {
  readonly deps: Deps;
  readonly pool: Pool;
  readonly client: Client;
  /** When the request came in, in epoch milliseconds. */
  readonly began: number;
};
