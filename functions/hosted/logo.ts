import { ASSET_PATH, assetPath } from '#core/branding/asset-path.ts';
import { readAssets } from '#core/branding/chunks.ts';
import { cssVersionOf } from '#core/branding/classic.ts';
import { LOGO_PATH } from '#core/branding/logo-path.ts';
import type { Deps } from '#ports/deps.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { json } from '#protocol/respond.ts';

const CONTENT_TYPES = {
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  SVG: 'image/svg+xml',
  ICO: 'image/x-icon',
  WEBP: 'image/webp',
} as const;

/**
 * The image is what an administrator gave, and most formats are judged by their beginning only. The browser must take it for
 * nothing but an image, and a document with it may do nothing. No other image ever comes to its path, so it may be kept for a
 * year.
 */
const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

/** Responds with the image at a path, or with 404 when there is no pool, no image, or an image of another version. */
export async function logoResponse({ configuration }: Deps, { rawPath }: HttpEvent): Promise<HttpResponse> {
  const [, poolId = '', clientId = '', cssVersion] = LOGO_PATH.exec(rawPath) ?? [];
  // What is below a deleted pool goes later than the pool.
  const pool = await configuration.pool(poolId);
  const look = pool && (await configuration.ofImages.look({ poolId, clientId }));
  const image = look && cssVersionOf(look) === cssVersion ? look.image : undefined;
  return image ? imageResponse(image.type, image.bytes) : noImage();
}

/** Responds with an image of a branding style, or with 404 when the client has none with this id. */
export async function assetResponse(deps: Deps, { rawPath }: HttpEvent): Promise<HttpResponse> {
  const [, poolId = '', clientId = '', assetId] = ASSET_PATH.exec(rawPath) ?? [];
  const [pool, client] = await Promise.all([deps.configuration.pool(poolId), deps.configuration.client(clientId)]);
  const style =
    pool && client?.poolId === poolId ? await deps.configuration.ofImages.style({ poolId, clientId }) : undefined;
  const stored = style?.assets.find((asset) => asset.id === assetId);
  if (!stored || assetPath({ poolId, clientId }, stored) !== rawPath) return noImage();
  const [image] = (await readAssets({ deps }, { poolId, assets: [stored] })) ?? [];
  return image ? imageResponse(image.extension, Buffer.from(image.bytes).toString('base64')) : noImage();
}

function imageResponse(type: keyof typeof CONTENT_TYPES, body: string): HttpResponse {
  return { statusCode: 200, headers: { ...HEADERS, 'content-type': CONTENT_TYPES[type] }, body, isBase64Encoded: true };
}

function noImage(): HttpResponse {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  return json(404, { message: 'There is no such image.' }, headers);
}
