import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload } from 'jose';
import type { Call, UserCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { issuersOf } from '#core/pools/issuer.ts';
import { isPoolId, type Pool } from '#core/pools/pool.ts';
import { API_SCOPE } from './grant.ts';
import { verifyJwt } from './jwt.ts';

const ANY_POOL = 'Could not verify signature for Access Token';

/**
 * Verifies an access token, and returns the call with its user. It checks the signature, the expiry, the use and the
 * scope, and then reads the user and the token family in one request. Throws NotAuthorizedException with Cognito's
 * texts, and UserNotFoundException when the user no longer exists.
 */
export async function verifyAccessToken(call: Call, token: string): Promise<UserCall> {
  const { claims, pool } = await verifiedClaims(call, token);
  call.audit.poolId = pool.id;
  call.audit.clientId = String(claims.client_id);
  call.audit.sub = String(claims.sub);
  if (claims.token_use !== 'access') fail('NotAuthorizedException', 'Invalid Access Token');
  if (!hasScope(claims, API_SCOPE)) fail('NotAuthorizedException', 'Access Token does not have required scopes');
  return withHolder(call, claims, pool);
}

/** Tells whether an access token has a scope. */
export function hasScope({ scope = '' }: JWTPayload, wanted: string): boolean {
  return String(scope).split(' ').includes(wanted);
}

/**
 * Adds the user and the client of an access token to a call, in one read. Throws UserNotFoundException for a user who no
 * longer exists, and NotAuthorizedException for a token that has been revoked.
 */
export async function withHolder(call: Call, claims: JWTPayload, pool: Pool): Promise<UserCall> {
  const { deps } = call;
  const poolId = pool.id;
  const sub = String(claims.sub);
  const eventId = String(claims.event_id);
  const [client, { user, family }] = await Promise.all([
    deps.configuration.client(String(claims.client_id)),
    deps.records.read({
      user: { kind: 'user', id: { poolId, sub } },
      family: { kind: 'family', id: { poolId, sub, eventId } },
    }),
  ]);
  if (!user) fail('UserNotFoundException');
  const revoked = !client || !family || family.revokedAt !== undefined || family.signOutEpoch !== user.signOutEpoch;
  if (revoked) return fail('NotAuthorizedException', TEXT.accessTokenRevoked);
  return { ...call, pool, client, user, family };
}

/** Returns the claims of a token that a pool of this deployment signed. Throws NotAuthorizedException. */
export async function verifiedClaims(
  { deps }: Call,
  token: string,
): Promise<{ readonly claims: JWTPayload; readonly pool: Pool }> {
  const { kid, iss } = unverified(token);
  const poolId = iss.slice(iss.lastIndexOf('/') + 1);
  const pool = isPoolId(poolId) ? await deps.configuration.pool(poolId) : undefined;
  const keys = pool ? await deps.configuration.signingKeys(pool.id) : [];
  const key = keys.find((candidate) => candidate.kid === kid);
  if (!pool || !key) return fail('NotAuthorizedException', ANY_POOL);
  try {
    return { claims: verifyJwt(key, token, { issuer: issuersOf(pool), now: deps.clock.now() }), pool };
  } catch (error) {
    if (error instanceof errors.JWTExpired) fail('NotAuthorizedException', 'Access Token has expired');
    if (error instanceof errors.JWSSignatureVerificationFailed) fail('NotAuthorizedException', ANY_POOL);
    return fail('NotAuthorizedException', 'Invalid Access Token', { cause: error });
  }
}

/**
 * The longest text, in UTF-16 units, that is parsed as a token. It is far longer than any token that is issued here.
 * The limit exists because a payload can be expensive to parse and nothing is known of it yet.
 */
const LONGEST = 65_536;

function unverified(token: string): { readonly kid: unknown; readonly iss: string } {
  if (token.length > LONGEST) fail('NotAuthorizedException', 'Invalid Access Token');
  try {
    return { kid: decodeProtectedHeader(token).kid, iss: String(decodeJwt(token).iss) };
  } catch (error) {
    return fail('NotAuthorizedException', 'Invalid Access Token', { cause: error });
  }
}
