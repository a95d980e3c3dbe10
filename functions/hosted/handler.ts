import { ASSET_PATH } from '#core/branding/asset-path.ts';
import { LOGO_PATH } from '#core/branding/logo-path.ts';
import { CognitoError } from '#core/errors.ts';
import type { Deps } from '#ports/deps.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { json } from '#protocol/respond.ts';
import { container } from '#runtime/container.ts';
import { domainHandler } from './domain-handler.ts';
import { assetResponse, logoResponse } from './logo.ts';
import { WELL_KNOWN, wellKnown } from './well-known.ts';

const HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};

type Page = (deps: Deps, event: HttpEvent) => Promise<HttpResponse>;

/** What is at the paths that a pattern matches. */
const PAGES: readonly (readonly [pattern: RegExp, page: Page])[] = [
  [WELL_KNOWN, wellKnown],
  [LOGO_PATH, logoResponse],
  [ASSET_PATH, assetResponse],
];

const domains = domainHandler(container);

/**
 * Handles GET and HEAD requests for the keys and the metadata of a pool, and for the images of looks, and all
 * requests for the endpoints of domains.
 */
export async function handler(event: HttpEvent): Promise<HttpResponse> {
  const { http } = event.requestContext;
  const [, page] = PAGES.find(([pattern]) => pattern.test(event.rawPath)) ?? [];
  if (!page) return domains(event);
  const { method } = http;
  if (method !== 'GET' && method !== 'HEAD')
    return json(405, { message: 'Method Not Allowed' }, { ...HEADERS, allow: 'GET, HEAD' });
  const deps = await container();
  try {
    return await page(deps, event);
  } catch (error) {
    const { name: code, message } = error instanceof CognitoError ? error : new CognitoError('InternalErrorException');
    deps.logger.error('hosted', { error: code, stack: error instanceof Error ? error.stack : undefined });
    return json(500, { message }, HEADERS);
  }
}
