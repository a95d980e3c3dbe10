import { isReadable } from '#core/attributes/rights.ts';
import type { ClientCall } from '#core/call.ts';
import { tokenLifetimes } from '#core/clients/lifetimes.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import { isAttributeGranted } from './grant.ts';
import { activeKey } from './issue.ts';
import { signJwt } from './jwt.ts';
import type { LiveToken } from './live-token.ts';

/** A token that was made of another one, and its lifetime in seconds. */
export type Derived = { readonly token: string; readonly expiresIn: number };

/** What narrows a token. */
type Narrowing = {
  readonly scopes: readonly string[];
  /** Who acts, for the user: the claim `act`. */
  readonly act?: object;
};

/**
 * Makes an access token for a client of one that another client may have. Its claims are those of the old one, as the
 * pool's function left them, so that nothing is added. It belongs to the same sign-in, and so is revoked with it.
 */
export function deriveAccessToken(
  call: ClientCall,
  { claims }: LiveToken,
  { scopes, audience, act }: Narrowing & { readonly audience: readonly string[] },
): Promise<Derived> {
  const { device_key: _, ...kept } = claims;
  return signed(call, 'access', {
    ...kept,
    client_id: call.client.id,
    scope: scopes.join(' '),
    version: 2,
    ...(audience.length > 0 && { aud: audience.length === 1 ? audience[0] : [...audience] }),
    ...(act && { act }),
  });
}

/** Makes an ID token for a client of one of another client, with the attributes that the scopes and the client allow. */
export function deriveIdToken(call: ClientCall, { claims }: LiveToken, { scopes, act }: Narrowing): Promise<Derived> {
  const { at_hash: _hash, nonce: _nonce, ...rest } = claims;
  const kept = Object.entries(rest).filter(([name]) => !isAttribute(call, name) || isAllowed(call, name, scopes));
  return signed(call, 'id', { ...Object.fromEntries(kept), aud: call.client.id, ...(act && { act }) });
}

const isAttribute = ({ pool }: ClientCall, name: string): boolean => schemaAttribute(pool, name) !== undefined;

function isAllowed({ client, pool }: ClientCall, name: string, scopes: readonly string[]): boolean {
  return name === 'sub' || (isReadable(client, pool, name) && isAttributeGranted(scopes, name));
}

/** Signs a token that lasts no longer than the one that it is made of. */
async function signed(
  { deps, pool, client }: ClientCall,
  use: LiveToken['use'],
  claims: LiveToken['claims'],
): Promise<Derived> {
  const keys = await deps.configuration.signingKeys(pool.id);
  const iat = Math.floor(deps.clock.now() / 1000);
  const exp = Math.min(iat + tokenLifetimes(client)[use], Number(claims.exp));
  const token = signJwt(deps.keys, activeKey(keys, use), {
    ...claims,
    iss: pool.issuer,
    exp,
    iat,
    jti: deps.random.uuid(),
  });
  return { token, expiresIn: exp - iat };
}
