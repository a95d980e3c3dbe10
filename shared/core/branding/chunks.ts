import type { Call } from '#core/call.ts';
import type { Change } from '#ports/records.ts';
import { type Asset, type AssetChunk, type BrandingStyle, CHUNK_BYTES, type StoredAsset } from './style.ts';

/*
 * The contents of the images of a style, in chunks. Chunks are created and removed, always in one commit with the style,
 * and never changed.
 */

/** The version that every chunk has. */
const FIRST_VERSION = 1;

/** Returns images as the style will know them, and the steps of a commit that write their contents. */
export function chunked(
  { deps: { random } }: Call,
  poolId: string,
  assets: readonly Asset[],
): { readonly stored: readonly StoredAsset[]; readonly steps: readonly Change<'assetChunk'>[] } {
  const images = assets.map(({ bytes, ...use }) => ({
    bytes,
    stored: { ...use, id: random.uuid(), size: bytes.length },
  }));
  const steps = images.flatMap(({ bytes, stored }) =>
    idsOf(poolId, stored).map((id): Change<'assetChunk'> => {
      const part = bytes.subarray(id.index * CHUNK_BYTES, (id.index + 1) * CHUNK_BYTES);
      return { op: 'create', kind: 'assetChunk', value: { ...id, bytes: Buffer.from(part).toString('base64') } };
    }),
  );
  return { stored: images.map(({ stored }) => stored), steps };
}

/** Some of the images of a style, or all of them. */
type Stored = Pick<BrandingStyle, 'poolId' | 'assets'>;

/** Returns the steps of a commit that remove the contents of images. */
export function chunkRemoval({ poolId, assets }: Stored): readonly Change<'assetChunk'>[] {
  return assets
    .flatMap((asset) => idsOf(poolId, asset))
    .map((id) => ({ op: 'remove', kind: 'assetChunk', before: { ...id, bytes: '', version: FIRST_VERSION } }));
}

/** Reads images. The result is undefined when their style was changed in the meantime. */
export async function readAssets(
  { deps }: Pick<Call, 'deps'>,
  { poolId, assets }: Stored,
): Promise<readonly Asset[] | undefined> {
  const refs = assets.flatMap((asset) =>
    idsOf(poolId, asset).map((id) => [`${id.assetId}#${id.index}`, { kind: 'assetChunk', id }] as const),
  );
  const chunks: Readonly<Record<string, AssetChunk | undefined>> = await deps.records.read(Object.fromEntries(refs));
  if (refs.some(([name]) => chunks[name] === undefined)) return undefined;
  return assets.map(({ id, size, ...use }) => {
    const parts = idsOf(poolId, { id, size }).map(({ index }) => chunks[`${id}#${index}`]?.bytes ?? '');
    return { ...use, bytes: Buffer.concat(parts.map((part) => Buffer.from(part, 'base64'))) };
  });
}

function idsOf(poolId: string, { id: assetId, size }: Pick<StoredAsset, 'id' | 'size'>) {
  return Array.from({ length: Math.ceil(size / CHUNK_BYTES) }, (_, index) => ({ poolId, assetId, index }));
}
