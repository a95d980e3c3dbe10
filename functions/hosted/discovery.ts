import type { SigningKey } from '#core/keys/signing-key.ts';
import type { Pool } from '#core/pools/pool.ts';

/** The paths of a pool's documents. The groups are the id of the pool and the name of the document. */
export const WELL_KNOWN = /^\/([\w-]{1,55})\/\.well-known\/(jwks\.json|openid-configuration)$/;

/**
 * Returns the JWK Set of a pool (RFC 7517), with the key for ID tokens first. A retired key stays in it as long as a
 * token that it signed may be valid.
 */
export function jwks(keys: readonly SigningKey[]): unknown {
  const order = (key: SigningKey) => (key.use === 'id' ? 0 : 1);
  return {
    keys: [...keys]
      .sort((a, b) => order(a) - order(b) || b.createdAt - a.createdAt)
      .map(({ kid, publicJwk: { e, n } }) => ({ alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' })),
  };
}

/**
 * Returns the discovery document of a pool (OpenID Connect Discovery 1.0), with its members in Cognito's order. It names
 * the endpoints that answer, and the endpoints of OAuth are not built.
 */
export function openidConfiguration({ issuer }: Pool): unknown {
  return {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  };
}
