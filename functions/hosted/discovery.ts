import type { SigningKey } from '#core/keys/signing-key.ts';
import type { Pool } from '#core/pools/pool.ts';

/** The path of a pool's documents: its id, and which one. */
export const WELL_KNOWN = /^\/([\w-]{1,55})\/\.well-known\/(jwks\.json|openid-configuration)$/;

/** The public keys of a pool, that of ID tokens first (RFC 7517). Retired keys stay while tokens of theirs may live. */
export function jwks(keys: readonly SigningKey[]): unknown {
  const order = (key: SigningKey) => (key.use === 'id' ? 0 : 1);
  return {
    keys: [...keys]
      .sort((a, b) => order(a) - order(b) || b.createdAt - a.createdAt)
      .map(({ kid, publicJwk: { e, n } }) => ({ alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' })),
  };
}

/**
 * The discovery document (OpenID Connect Discovery 1.0), members in Cognito's order. A pool without a domain names its
 * endpoints below the issuer, where nothing answers; so does Cognito's.
 */
export function openidConfiguration({ issuer }: Pool): unknown {
  return {
    authorization_endpoint: `${issuer}/oauth2/authorize`,
    end_session_endpoint: `${issuer}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: `${issuer}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${issuer}/oauth2/userInfo`,
  };
}
