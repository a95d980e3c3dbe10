import { addressOf } from '#core/domains/address.ts';
import { ISSUER_PATHS, type IssuerType, issuerOf } from '#core/pools/issuer.ts';
import { isPoolId, type Pool } from '#core/pools/pool.ts';
import type { Deps } from '#ports/deps.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { json } from '#protocol/respond.ts';
import { jwks, metadata } from './discovery.ts';

/**
 * The paths of the documents of a pool. A name stands behind the path of an issuer or a domain (OpenID Connect Discovery
 * 1.0, section 4) or before it (RFC 8414, section 3). Which of these paths lead to a document is for wellKnown to say.
 */
export const WELL_KNOWN =
  /^((?:\/[\w-]{1,63}){0,2})\/\.well-known\/(jwks\.json|openid-configuration|oauth-authorization-server)((?:\/[\w-]{1,63}){0,2})$/;

const MAX_AGE_SECONDS = 300;
const HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};

/** The pool that a document is asked of, and the issuer that the document is to name. */
type Asked = { readonly pool: Pool; readonly issuer: string };

/**
 * Responds with the keys or the metadata of a pool, at either of its issuers and at its domains, or with 404. Metadata at
 * an issuer names that very issuer, as OpenID Connect Discovery 1.0 (section 4.3) and RFC 8414 (section 3.3) ask for.
 * Metadata at a domain names the issuer of the pool's tokens; it is for clients that know the domain only. Any origin
 * may read these documents, and caches may keep them for five minutes.
 */
export async function wellKnown(deps: Deps, event: HttpEvent): Promise<HttpResponse> {
  const [, before = '', name = '', behind = ''] = WELL_KNOWN.exec(event.rawPath) ?? [];
  const isPlace = before === '' || behind === '';
  const asked = isPlace ? await askedAt(deps, event.headers.host, before || behind) : undefined;
  const document = asked && (name === 'jwks.json' ? await keysOf(deps, asked, before) : metadataOf(deps, asked, name));
  if (!document) return json(404, { message: 'There is no such document.' }, HEADERS);
  return json(200, document, { ...HEADERS, 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` });
}

/** Finds the pool of an issuer, or of a domain, by the path that stands before or behind the name of the document. */
async function askedAt(deps: Deps, host: string | undefined, place: string): Promise<Asked | undefined> {
  const { configuration } = deps;
  const id = place.slice(place.lastIndexOf('/') + 1);
  const parent = place.slice(0, -`/${id}`.length);
  const type = TYPES.find((one) => ISSUER_PATHS[one] === parent);
  if (place !== '' && type !== undefined) {
    const pool = isPoolId(id) ? await configuration.pool(id) : undefined;
    return pool && { pool, issuer: issuerOf(pool, type) };
  }
  const address = await addressOf(deps, { host, path: `${place}/` });
  const pool = address?.path === '/' ? await configuration.pool(address.poolId) : undefined;
  return pool && { pool, issuer: pool.issuer };
}

const TYPES = Object.keys(ISSUER_PATHS) as readonly IssuerType[];

/** The keys stand behind the path of an issuer only, where the metadata say that they are. */
async function keysOf({ configuration }: Deps, { pool }: Asked, before: string): Promise<unknown> {
  return before.endsWith(`/${pool.id}`) ? jwks(await configuration.signingKeys(pool.id)) : undefined;
}

/** A pool without a domain is no authorization server: nobody can get anything from it by OAuth. */
function metadataOf({ deployment }: Deps, { pool, issuer }: Asked, name: string): unknown {
  const isServer = pool.domain !== undefined || pool.customDomain !== undefined;
  return isServer || name === 'openid-configuration' ? metadata(deployment, pool, issuer) : undefined;
}
