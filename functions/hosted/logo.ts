import { LOGO_PATH } from '#core/branding/logo-path.ts';
import { cssVersionOf } from '#core/branding/ui-customization.ts';
import type { Deps } from '#ports/deps.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { json } from '#protocol/respond.ts';

const CONTENT_TYPES = { PNG: 'image/png', JPEG: 'image/jpeg' } as const;

/**
 * The image is what an administrator gave, and is judged by its beginning only. The browser must take it for nothing but an
 * image, and a document with it may do nothing. A version never gets another image, so it may be kept for a year.
 */
const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

/** Responds with the image at a path, or with 404 when there is no pool, no image, or an image of another version. */
export async function logoResponse({ configuration }: Deps, { rawPath }: HttpEvent): Promise<HttpResponse> {
  const [, poolId = '', clientId = '', cssVersion] = LOGO_PATH.exec(rawPath) ?? [];
  // What is below a deleted pool goes later than the pool.
  const pool = await configuration.pool(poolId);
  const look = pool && (await configuration.look({ poolId, clientId }));
  const image = look && cssVersionOf(look) === cssVersion ? look.image : undefined;
  if (!image) {
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    return json(404, { message: 'There is no such image.' }, headers);
  }
  const headers = { ...HEADERS, 'content-type': CONTENT_TYPES[image.type] };
  return { statusCode: 200, headers, body: image.bytes, isBase64Encoded: true };
}
