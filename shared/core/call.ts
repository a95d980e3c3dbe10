import type { AuditNote } from '#core/audit-note.ts';
import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { User } from '#core/users/user.ts';
import type { Deps } from '#ports/deps.ts';

/** The origin of a request, as reported by the hop that no client can bypass: the edge, or the local server. */
type Source = {
  /** An IPv4 or IPv6 address. */
  readonly address: string;
  /** The User-Agent header, which the client chooses. */
  readonly userAgent?: string;
};

/**
 * UserContextData, or ContextData in operations for administrators. It is what the caller claims about the user's
 * device, and nothing proves it.
 */
export type ContextData = {
  readonly encodedData?: string;
  readonly ipAddress?: string;
  readonly serverName?: string;
  readonly serverPath?: string;
  readonly httpHeaders?: readonly { readonly headerName?: string; readonly headerValue?: string }[];
};

/**
 * Everything that is known of a request, or of one slice of a job. The functions that serve it take it as their first
 * argument.
 */
export type Call = {
  readonly deps: Deps;
  /** The time at which the request came in, in epoch milliseconds. */
  readonly began: number;
  readonly requestId: string;
  /** The operation that was requested. It is absent where the service acts on its own. */
  readonly operation?: string;
  /** The origin is absent where the service acts on its own. */
  readonly source?: Source;
  /** ClientMetadata. Only clientMetadataFor (core/triggers) decides which triggers see it. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
  readonly contextData?: ContextData;
  /** The language of the page that the request came from. It is absent for requests of the API. */
  readonly language?: string;
  /** What the audit trail is going to say of the call. All calls that are made from this one share it. */
  readonly audit: AuditNote;
};

/** A request about one user pool. */
export type PoolCall = Call & { readonly pool: Pool };

/** A request of an app client, in the pool of that client. */
export type ClientCall = PoolCall & {
  readonly client: Client;
  /** The sign-in is on the hosted pages. Otherwise it is one of the API. */
  readonly via?: 'browser';
  /** The origin of the page that the sign-in is on, as the browser has it: passkeys belong to origins. */
  readonly pageOrigin?: string;
};

/**
 * A request with an access token. The client and the user are those that the token was issued to, as they were when the
 * token was verified.
 */
export type UserCall = ClientCall & { readonly user: User; readonly family: TokenFamily };

/** The members of the object that a check returns, if it returns one, become part of the call. */
type Checked<C, T> = T extends object ? C & T : C;

/**
 * Adds the pool to a call. When `check` refuses a pool that came from the cache, the pool is read again and checked
 * once more, so that a setting that was just relaxed takes effect at once. For that reason `check` must not write.
 * Throws ResourceNotFoundException for an unknown pool, and whatever `check` throws.
 */
export function withPool<C extends Call, T>(
  call: C,
  poolId: string,
  check?: (call: C & PoolCall) => T,
): Promise<Checked<C & PoolCall, T>> {
  return call.deps.configuration.judge(async (cached) => {
    const pool = await cached.pool(poolId);
    if (!pool) return fail('ResourceNotFoundException', TEXT.poolNotFound(poolId));
    call.audit.poolId = pool.id;
    return checked({ ...call, pool }, check);
  });
}

/**
 * Adds an app client and its pool to a call, and checks them in the same way as withPool. If the call already has a
 * pool, the client must belong to that pool. Throws ResourceNotFoundException for an unknown client, and whatever
 * `check` throws.
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
    call.audit.poolId = pool.id;
    call.audit.clientId = clientId;
    return checked({ ...call, pool, client }, check);
  });
}

/**
 * Returns the call as one of a client that prevents user existence errors. Pages are open to everybody, so they tell nobody who
 * exists, whatever their client tells callers of the API.
 */
export function hidingUsers(call: ClientCall): ClientCall {
  return { ...call, client: { ...call.client, preventUserExistenceErrors: 'ENABLED' } };
}

function checked<C, T>(call: C, check: ((call: C) => T) | undefined): Checked<C, T> {
  return { ...call, ...check?.(call) } as Checked<C, T>;
}
