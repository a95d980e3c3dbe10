import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { User } from '#core/users/user.ts';
import type { Deps } from '#ports/deps.ts';

/** A request that an app client makes, in its pool. */
export type ClientCall = {
  readonly deps: Deps;
  readonly pool: Pool;
  readonly client: Client;
  /** When the request came in, in epoch milliseconds. */
  readonly began: number;
};

/** Who calls with an access token. */
export type Caller = {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly family: TokenFamily;
};
