import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { User } from '#core/users/user.ts';
import type { Deps } from '#ports/deps.ts';

/** Where a request came from, as the hop tells that the viewer can't get past: the edge, or this machine's server. */
type Source = {
  /** IPv4 or IPv6. */
  readonly address: string;
  /** What the client calls itself. */
  readonly userAgent?: string;
};

/** UserContextData, or ContextData of an administrator's program: what it says of the user's device, unproven. */
export type ContextData = {
  readonly encodedData?: string;
  readonly ipAddress?: string;
  readonly serverName?: string;
  readonly serverPath?: string;
  readonly httpHeaders?: readonly { readonly headerName?: string; readonly headerValue?: string }[];
};

/** All that is known of a request, or of a job's slice: the first argument of what serves it. */
export type Call = {
  readonly deps: Deps;
  /** When it came in, in epoch milliseconds. */
  readonly began: number;
  readonly requestId: string;
  /** Absent where the service acts by itself. */
  readonly source?: Source;
  /** What the client has for the pool's triggers. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
  readonly contextData?: ContextData;
};

/** A request that is about a pool. */
export type PoolCall = Call & { readonly pool: Pool };

/** A request that an app client makes, in its pool. */
export type ClientCall = PoolCall & { readonly client: Client };

/** A request with an access token: the client and the user it was issued to, as they were when the token was verified. */
export type UserCall = ClientCall & { readonly user: User; readonly family: TokenFamily };

/** What a check answers, if it answers something, becomes part of the call. */
type Checked<C, T> = T extends object ? C & T : C;

/**
 * The call with its pool. When the pool came from the cache and `check` refuses, it is read anew and judged once more, so
 * that a setting that was just widened is in force at once; `check` must not write. Throws ResourceNotFoundException for
 * an unknown pool, and what `check` throws.
 */
export function withPool<C extends Call, T>(
  call: C,
  poolId: string,
  check?: (call: C & PoolCall) => T,
): Promise<Checked<C & PoolCall, T>> {
  return call.deps.configuration.judge(async (cached) => {
    const pool = await cached.pool(poolId);
    if (!pool) return fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
    return checked({ ...call, pool }, check);
  });
}

/**
 * The same with an app client and its pool. In a call that is about a pool already, the client must be one of that pool.
 * Throws ResourceNotFoundException for an unknown client.
 */
export function withClient<C extends Call & { readonly pool?: Pool }, T>(
  call: C,
  clientId: string,
  check?: (call: C & ClientCall) => T,
): Promise<Checked<C & ClientCall, T>> {
  return call.deps.configuration.judge(async (cached) => {
    const client = await cached.client(clientId);
    const pool = client && (await cached.pool(client.poolId));
    if (!pool || (call.pool && call.pool.id !== pool.id)) {
      return fail('ResourceNotFoundException', TEXT.clientNotFound(clientId));
    }
    return checked({ ...call, pool, client }, check);
  });
}

function checked<C, T>(call: C, check: ((call: C) => T) | undefined): Checked<C, T> {
  return { ...call, ...check?.(call) } as Checked<C, T>;
}
