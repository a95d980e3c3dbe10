import { CognitoError, TEXT } from '#core/errors.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { json, notUnderstood } from '#protocol/respond.ts';
import { container } from '#runtime/container.ts';
import { jwks, openidConfiguration, WELL_KNOWN } from './discovery.ts';

const MAX_AGE_SECONDS = 300;
const HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
};

/**
 * Handles GET and HEAD requests for the keys and the discovery document of a pool. Any origin may read them, and caches
 * may keep them for five minutes.
 */
export async function handler(event: HttpEvent): Promise<HttpResponse> {
  const [, poolId, document] = WELL_KNOWN.exec(event.rawPath) ?? [];
  const { requestId, http } = event.requestContext;
  if (poolId === undefined) return notUnderstood(requestId);
  const { method } = http;
  if (method !== 'GET' && method !== 'HEAD')
    return json(405, { message: 'Method Not Allowed' }, { ...HEADERS, allow: 'GET, HEAD' });
  const deps = await container();
  try {
    const pool = await deps.configuration.pool(poolId);
    if (!pool) return json(404, { message: TEXT.poolNotFound(poolId) }, HEADERS);
    const body =
      document === 'jwks.json' ? jwks(await deps.configuration.signingKeys(poolId)) : openidConfiguration(pool);
    return json(200, body, { ...HEADERS, 'cache-control': `public, max-age=${MAX_AGE_SECONDS}` });
  } catch (error) {
    const { name: code, message } = error instanceof CognitoError ? error : new CognitoError('InternalErrorException');
    deps.logger.error('hosted', { error: code, stack: error instanceof Error ? error.stack : undefined });
    return json(500, { message }, HEADERS);
  }
}
