import type { JWTPayload } from 'jose';
import type { PoolCall, UserCall } from '#core/call.ts';
import { CognitoError } from '#core/errors.ts';
import { verifiedClaims, withHolder } from './access-token.ts';

/** An access or ID token that is good at this moment. */
export type LiveToken = {
  readonly claims: JWTPayload;
  readonly use: 'access' | 'id';
  /** The app client that the token was issued to. */
  readonly clientId: string;
  /** The call with the user of the token. It is absent for one that an app client got for itself. */
  readonly holder?: UserCall;
};

/**
 * Verifies an access or ID token of this pool, whatever its scopes, and that what it stands for still lasts: the sign-in of
 * a user, or an app client. Returns undefined for any other text. Throws InternalErrorException.
 */
export async function liveToken(call: PoolCall, token: string): Promise<LiveToken | undefined> {
  try {
    return await live(call, token);
  } catch (error) {
    if (error instanceof CognitoError && REFUSALS.includes(error.name)) return undefined;
    throw error;
  }
}

/** What verifiedClaims and withHolder refuse a token with. */
const REFUSALS = ['NotAuthorizedException', 'UserNotFoundException'];

async function live(call: PoolCall, token: string): Promise<LiveToken | undefined> {
  const { claims, pool } = await verifiedClaims(call, token);
  const { token_use: use } = claims;
  if (pool.id !== call.pool.id || (use !== 'access' && use !== 'id')) return undefined;
  const clientId = String(use === 'access' ? claims.client_id : claims.aud);
  if (use === 'access' && claims.sub === clientId) {
    const client = await call.deps.configuration.client(clientId);
    return client?.poolId === pool.id ? { claims, use, clientId } : undefined;
  }
  const holder = await withHolder(call, { ...claims, client_id: clientId }, pool);
  return { claims, use, clientId, holder };
}
