import type { JWTPayload } from 'jose';
import type { PoolCall } from '#core/call.ts';
import { isRegistered } from '#core/clients/client.ts';
import { CognitoError } from '#core/errors.ts';
import { REGISTER_SCOPE } from '#core/resource-servers/scopes.ts';
import { hasScope, verifiedClaims, withHolder } from '#core/tokens/access-token.ts';
import { refuseRegistration } from './registration-error.ts';

/**
 * Verifies an initial access token: an access token of this pool with the scope `aws.cognito/dcr/register`, of a machine
 * or of a user. Its client must still have the scope, so that taking the scope away or deleting the client ends all
 * tokens. Throws the RegistrationErrors `invalid_token` and `insufficient_scope`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-dynamic-client-registration.html
 */
export async function verifyInitialToken(call: PoolCall, token: string): Promise<void> {
  const claims = await claimsOf(call, token);
  const client = await call.deps.configuration.client(String(claims.client_id));
  if (client?.poolId !== call.pool.id || isRegistered(client)) return refuseToken();
  if (!hasScope(claims, REGISTER_SCOPE) || !client.allowedOAuthScopes?.includes(REGISTER_SCOPE)) {
    refuseRegistration('insufficient_scope', `The access token needs the scope ${REGISTER_SCOPE}.`, { status: 403 });
  }
}

async function claimsOf(call: PoolCall, token: string): Promise<JWTPayload> {
  try {
    const { claims, pool } = await verifiedClaims(call, token);
    if (pool.id !== call.pool.id || claims.token_use !== 'access') return refuseToken();
    // The token of a machine belongs to no user and is not revoked.
    const isMachine = claims.sub === claims.client_id;
    if (!isMachine) await withHolder(call, claims, pool);
    return claims;
  } catch (error) {
    const isRefused =
      error instanceof CognitoError &&
      (error.name === 'NotAuthorizedException' || error.name === 'UserNotFoundException');
    throw isRefused ? refuseToken(error) : error;
  }
}

function refuseToken(cause?: unknown): never {
  return refuseRegistration('invalid_token', 'The access token is not valid, or not of this user pool.', {
    status: 401,
    cause,
  });
}
