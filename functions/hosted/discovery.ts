import { domainUrl } from '#core/domains/address.ts';
import type { SigningKey } from '#core/keys/signing-key.ts';
import { TOKEN_EXCHANGE } from '#core/oauth/exchange-token.ts';
import { acrNames } from '#core/pools/acr.ts';
import { registersClients } from '#core/pools/dcr.ts';
import { ownSetting } from '#core/pools/own-tags.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Deployment } from '#ports/deps.ts';

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

/** How clients authenticate at the token endpoint. Cognito does not list `none`, although it has public clients. */
const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post', 'none'];

const GRANT_TYPES = ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'];

/** The claims of ID tokens that have the meaning of OpenID Connect Core 1.0, sections 2 and 5.1. */
const CLAIMS = [
  ...['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash'],
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'],
  ...['website', 'email', 'email_verified', 'gender', 'birthdate', 'zoneinfo', 'locale', 'phone_number'],
  ...['phone_number_verified', 'address', 'updated_at'],
];

/**
 * Returns the metadata of a pool as an OpenID provider (OpenID Connect Discovery 1.0, section 3) and as an authorization
 * server (RFC 8414, section 2), under one of its issuers. It has Cognito's members and more, which clients must ignore if
 * they do not know them. A pool without a domain has no endpoints, and none is named.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html#user-pool-oidc-discovery-parse-safely
 */
export function metadata(deployment: Deployment, pool: Pool, issuer: string): unknown {
  const url = domainUrl(deployment, pool);
  return {
    ...(url !== undefined && endpoints(url, pool)),
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    // A client may take it for supported unless it is told otherwise.
    request_uri_parameter_supported: false,
    claims_supported: CLAIMS,
    ...(issuer === pool.issuer && sendsAllIssuers(pool) && { authorization_response_iss_parameter_supported: true }),
    // In the tier LITE the endpoints ignore acr_values.
    ...(pool.userPoolTier !== 'LITE' && { acr_values_supported: acrNames(pool) }),
  };
}

function endpoints(url: string, pool: Pool) {
  return {
    authorization_endpoint: `${url}/oauth2/authorize`,
    end_session_endpoint: `${url}/logout`,
    revocation_endpoint: `${url}/oauth2/revoke`,
    token_endpoint: `${url}/oauth2/token`,
    userinfo_endpoint: `${url}/oauth2/userInfo`,
    ...(registersClients(pool) && { registration_endpoint: `${url}/oauth2/register` }),
    code_challenge_methods_supported: ['S256'],
    // In the tier LITE no client can have the flows of token exchange.
    grant_types_supported: pool.userPoolTier === 'LITE' ? GRANT_TYPES : [...GRANT_TYPES, TOKEN_EXCHANGE],
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
  };
}

/** Tells whether every client is sent the issuer, so that each may refuse an answer without it (RFC 9207, section 2.4). */
function sendsAllIssuers(pool: Pool): boolean {
  return ownSetting(pool, 'ownpool:send-issuer') === 'all';
}
