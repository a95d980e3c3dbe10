import { LOGO_PATH } from '#core/branding/logo-path.ts';
import { CognitoError, TEXT } from '#core/errors.ts';
import type { Deps } from '#ports/deps.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { json } from '#protocol/respond.ts';
import { container } from '#runtime/container.ts';
import { jwks, openidConfiguration, WELL_KNOWN } from './discovery.ts';
import { domainHandler } from './domain-handler.ts';
import { logoResponse } from './logo.ts';

const MAX_AGE_SECONDS = 300;
const HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};

type Page = (deps: Deps, path: RegExpExecArray) => Promise<HttpResponse>;

/** What is at the paths that a pattern matches. */
const PAGES: readonly (readonly [pattern: RegExp, page: Page])[] = [
  [WELL_KNOWN, wellKnown],
  [LOGO_PATH, logoResponse],
];

const domains = domainHandler(container);

/**
 * Handles GET and HEAD requests for the keys and the discovery document of a pool, and for the images of classic pages, and
 * all requests for the endpoints of domains.
 */
export async function handler(event: HttpEvent): Promise<HttpResponse> {
  const { http } = event.requestContext;
  const found = PAGES.map(([pattern, page]) => ({ page, path: pattern.exec(event.rawPath) })).find(({ path }) => path);
  if (!found?.path) return domains(event);
  const { method } = http;
  if (method !== 'GET' && method !== 'HEAD')
    return json(405, { message: 'Method Not Allowed' }, { ...HEADERS, allow: 'GET, HEAD' });
  const deps = await container();
  try {
    return await found.page(deps, found.path);
  } catch (error) {
    const { name: code, message } = error instanceof CognitoError ? error : new CognitoError('InternalErrorException');
    deps.logger.error('hosted', { error: code, stack: error instanceof Error ? error.stack : undefined });
    return json(500, { message }, HEADERS);
  }
}

/** Any origin may read these documents, and caches may keep them for five minutes. */
async function wellKnown({ configuration }: Deps, [, poolId = '', document]: RegExpExecArray): Promise<HttpResponse> {
  const pool = await configuration.pool(poolId);
  if (!pool) return json(404, { message: TEXT.poolNotFound(poolId) }, HEADERS);
  const body = document === 'jwks.json' ? jwks(await configuration.signingKeys(poolId)) : openidConfiguration(pool);
  return json(200, body, { ...HEADERS, 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` });
}
