import type { Call } from '#core/call.ts';
import { clientCheck } from '#core/clients/change.ts';
import { loadClient } from '#core/clients/load.ts';
import { lookId } from '#core/configuration.ts';
import { fail } from '#core/errors.ts';
import { readPool, turnStep } from '#core/pools/change.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import { useOf } from './assets.ts';
import { chunked, chunkRemoval, readAssets } from './chunks.ts';
import {
  type Asset,
  type BrandingStyle,
  MOST_ASSET_BYTES,
  MOST_ASSETS,
  MOST_CHANGED_BYTES,
  MOST_STYLES,
  type Settings,
  type StoredAsset,
} from './style.ts';

type StyleRef = { readonly poolId: string; readonly id: string };

/** A style with the contents of its images. */
export type WholeStyle = { readonly style: Unversioned<'brandingStyle'>; readonly assets: readonly Asset[] };

/** What a request says of a style; everything else stays as it is. */
export type StyleRequest = {
  readonly useCognitoProvidedValues?: boolean | undefined;
  readonly settings?: Settings | undefined;
  readonly assets?: readonly Asset[] | undefined;
};

/**
 * Creates the style of an app client. Throws ResourceNotFoundException, InvalidParameterException unless either settings
 * or the default ones are asked for, ManagedLoginBrandingExistsException when the client has a style,
 * LimitExceededException when the pool has as many as it may have, and ConcurrentModificationException when other changes
 * always come first.
 */
export function createStyle(
  call: Call,
  ids: { readonly poolId: string; readonly clientId: string },
  request: StyleRequest,
): Promise<WholeStyle> {
  const { clock, configuration, random, records } = call.deps;
  return untilCommitted(async () => {
    const { pool, client } = await loadClient(call, ids.poolId, ids.clientId);
    const { useCognitoProvidedValues = false, settings, assets = [] } = request;
    checkEitherOr(useCognitoProvidedValues, settings);
    const { values: others } = await records.within('brandingStyle', ids);
    if (others.some(({ clientId }) => clientId === ids.clientId)) {
      fail('ManagedLoginBrandingExistsException', `A branding style already exists for app client ${ids.clientId}.`);
    }
    if (others.length >= MOST_STYLES) {
      fail('LimitExceededException', `A user pool can have at most ${MOST_STYLES} branding styles.`);
    }
    const now = clock.now();
    const { stored, steps } = chunked(call, ids.poolId, assets);
    const style: Unversioned<'brandingStyle'> = {
      ...ids,
      id: random.uuid(),
      useCognitoProvidedValues,
      ...(settings && { settings }),
      assets: stored,
      createdAt: now,
      modifiedAt: now,
    };
    const lost = await records.commit([
      turnStep(pool),
      clientCheck(client),
      { op: 'create', kind: 'brandingStyle', value: style },
      ...steps,
    ]);
    configuration.forget(lookId(ids));
    return lost ? AGAIN : { style, assets };
  }, 'ConcurrentModificationException');
}

/**
 * Changes a style. Given settings replace those that were there. A given image replaces the one for the same, or is added,
 * and an empty list drops all images. Going back to the default style drops settings and images. Throws ResourceNotFoundException, InvalidParameterException
 * when the style would have both settings and the default ones, or neither, or too many or too large images, and
 * ConcurrentModificationException when other changes always come first.
 */
export function updateStyle(call: Call, ref: StyleRef, request: StyleRequest): Promise<WholeStyle> {
  const { clock, configuration, records } = call.deps;
  return untilCommitted(async () => {
    const before = await findStyle(call, ref);
    const { settings: given, assets = [] } = request;
    const isEmptied = request.assets?.length === 0;
    const useCognitoProvidedValues = request.useCognitoProvidedValues ?? (!given && before.useCognitoProvidedValues);
    const { settings: known, ...rest } = before;
    const settings = given ?? (useCognitoProvidedValues ? undefined : known);
    checkEitherOr(useCognitoProvidedValues, settings);
    const isReset = useCognitoProvidedValues && !before.useCognitoProvidedValues;
    const uses = new Set(assets.map(useOf));
    const isKept = (asset: StoredAsset) => !isReset && !isEmptied && !uses.has(useOf(asset));
    const kept = { poolId: ref.poolId, assets: before.assets.filter(isKept) };
    const dropped = { poolId: ref.poolId, assets: before.assets.filter((asset) => !isKept(asset)) };
    const { stored, steps } = chunked(call, ref.poolId, assets);
    const after: Unversioned<'brandingStyle'> = {
      ...rest,
      useCognitoProvidedValues,
      ...(settings && { settings }),
      assets: [...kept.assets, ...stored],
      modifiedAt: clock.now(),
    };
    checkImages(after.assets, [...dropped.assets, ...stored]);
    const contents = await readAssets(call, kept);
    const lost =
      !contents ||
      (await records.commit([
        { op: 'update', kind: 'brandingStyle', before, after },
        ...chunkRemoval(dropped),
        ...steps,
      ]));
    configuration.forget(lookId(before));
    return lost ? AGAIN : { style: after, assets: [...contents, ...assets] };
  }, 'ConcurrentModificationException');
}

/**
 * Deletes a style with its images. Throws ResourceNotFoundException, and ConcurrentModificationException when other
 * changes always come first.
 */
export async function deleteStyle(call: Call, ref: StyleRef): Promise<void> {
  await untilCommitted(async () => {
    const before = await findStyle(call, ref);
    const lost = await call.deps.records.commit([
      { op: 'remove', kind: 'brandingStyle', before },
      ...chunkRemoval(before),
    ]);
    call.deps.configuration.forget(lookId(before));
    return lost && AGAIN;
  }, 'ConcurrentModificationException');
}

/** Returns a style by its id. Throws ResourceNotFoundException. */
export function styleById(call: Call, ref: StyleRef): Promise<WholeStyle> {
  return whole(call, () => findStyle(call, ref));
}

/**
 * Returns the style of an app client with its images, or undefined if the client has none. Managed login shows nothing for
 * a client without a style.
 */
export async function styleOf(
  call: Call,
  id: { readonly poolId: string; readonly clientId: string },
): Promise<WholeStyle | undefined> {
  const find = async () => (await call.deps.records.read({ style: { kind: 'brandingStyle', id } })).style;
  return whole(call, find);
}

/**
 * Reads the images of a style. If the style is changed in the meantime, it is read again. Throws InternalErrorException
 * when an image of a style that was not changed is incomplete.
 */
function whole<S extends BrandingStyle | undefined>(
  call: Call,
  find: () => Promise<S>,
): Promise<WholeStyle | (S & undefined)> {
  let incomplete: number | undefined;
  return untilCommitted(async () => {
    const style = await find();
    if (!style) return undefined as S & undefined;
    const assets = await readAssets(call, style);
    if (assets) return { style, assets };
    if (style.version === incomplete) fail('InternalErrorException');
    incomplete = style.version;
    return AGAIN;
  });
}

/** A pool has few styles, so the one with an id is looked for among all. */
async function findStyle(call: Call, { poolId, id }: StyleRef): Promise<BrandingStyle> {
  await readPool(call, poolId);
  const { values } = await call.deps.records.within('brandingStyle', { poolId });
  const style = values.find((one) => one.id === id.toLowerCase());
  return style ?? fail('ResourceNotFoundException', `Managed login branding ${id} does not exist.`);
}

/** Throws InvalidParameterException when a style would have too many images, or one commit would change too many of them. */
function checkImages(all: readonly StoredAsset[], changed: readonly StoredAsset[]): void {
  const bytesOf = (assets: readonly StoredAsset[]) => assets.reduce((sum, { size }) => sum + size, 0);
  if (all.length > MOST_ASSETS) {
    fail('InvalidParameterException', `A branding style can have at most ${MOST_ASSETS} assets.`);
  }
  if (bytesOf(all) > MOST_ASSET_BYTES) {
    const text = `The assets of a branding style can have at most ${MOST_ASSET_BYTES} bytes together.`;
    fail('InvalidParameterException', text);
  }
  if (bytesOf(changed) > MOST_CHANGED_BYTES) {
    const text = `The new assets and those that they replace can have at most ${MOST_CHANGED_BYTES} bytes together.`;
    fail('InvalidParameterException', `${text} Replace fewer at once.`);
  }
}

/** The text is Cognito's for both. */
function checkEitherOr(useCognitoProvidedValues: boolean, settings: Settings | undefined): void {
  if (useCognitoProvidedValues === (settings !== undefined)) {
    fail('InvalidParameterException', 'useCognitoProvidedValues or settings should be specified (but not both)');
  }
}
