import type { StoredAsset } from './style.ts';

/**
 * The path of an image of a branding style below the public URL. The groups are the ids of pool and client, and that of the
 * image, which no other image ever gets.
 */
export const ASSET_PATH = /^\/([\w-]{1,55})\/(\w{1,128})\/assets\/images\/([\da-f-]{36})\.[a-z]{3,4}$/;

/** Returns the path of an image. It fits ASSET_PATH. */
export function assetPath(
  { poolId, clientId }: { readonly poolId: string; readonly clientId: string },
  { id, extension }: StoredAsset,
): string {
  return `/${poolId}/${clientId}/assets/images/${id}.${extension.toLowerCase()}`;
}
