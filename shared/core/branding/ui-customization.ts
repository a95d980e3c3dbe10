import type { Call } from '#core/call.ts';
import { clientCheck } from '#core/clients/change.ts';
import type { Client } from '#core/clients/client.ts';
import { loadClient } from '#core/clients/load.ts';
import { lookId } from '#core/configuration.ts';
import { fail } from '#core/errors.ts';
import { readPool } from '#core/pools/change.ts';
import type { Pool } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import { ALL_CLIENTS, hasContent } from './classic.ts';
import { classicCssProblem } from './css.ts';
import { rasterTypeOf } from './images.ts';

/** The bounds of AWS's page in bytes: of the image, and of CSS and image in base64 together. */
const MOST_IMAGE_BYTES = 100 * 1024;
const MOST_BYTES = 135 * 1024;

/** The look of classic pages, for one app client or all. Without CSS and image it counts as none. */
export type UiCustomization = {
  readonly poolId: string;
  /** The id of a client, or ALL_CLIENTS. */
  readonly clientId: string;
  readonly css?: string;
  readonly image?: { readonly type: 'PNG' | 'JPEG' /** In base64. */; readonly bytes: string };
  /** The time that CSSVersion shows, in epoch milliseconds. No two versions of one customization have the same second. */
  readonly cssVersion: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
};

type Ids = { readonly poolId: string; readonly clientId: string };
type Look = { readonly css?: string | undefined; readonly image?: Uint8Array | undefined };

/**
 * Replaces CSS and image of the classic pages, for one app client or, with ALL_CLIENTS, for those without their own.
 * Throws ResourceNotFoundException, InvalidParameterException for a pool without a domain, and for CSS or an image that
 * is not allowed, and TooManyRequestsException when other changes always come first.
 */
export function setUiCustomization(call: Call, id: Ids, look: Look): Promise<Unversioned<'uiCustomization'>> {
  const { clock, configuration, records } = call.deps;
  return untilCommitted(async () => {
    const { pool, client } = await loadSubject(call, id);
    if (pool.domain === undefined && pool.customDomain === undefined) {
      fail('InvalidParameterException', 'A domain must be associated with this user pool.');
    }
    const content = checkedLook(look);
    const { before } = await records.read({ before: { kind: 'uiCustomization', id } });
    const now = clock.now();
    const after: Unversioned<'uiCustomization'> = {
      ...id,
      ...content,
      cssVersion: Math.max(now, (before?.cssVersion ?? 0) + 1000),
      createdAt: before?.createdAt ?? now,
      modifiedAt: now,
    };
    const lost = await records.commit([
      ...(client ? [clientCheck(client)] : []),
      before
        ? { op: 'update', kind: 'uiCustomization', before, after }
        : { op: 'create', kind: 'uiCustomization', value: after },
    ]);
    configuration.forget(lookId(id));
    return lost ? AGAIN : after;
  });
}

/** Reads the pool or, unless the customization is for all clients, the client. Throws ResourceNotFoundException. */
export async function loadSubject(
  call: Call,
  { poolId, clientId }: Ids,
): Promise<{ readonly pool: Pool; readonly client?: Client }> {
  return clientId === ALL_CLIENTS ? { pool: await readPool(call, poolId) } : loadClient(call, poolId, clientId);
}

/**
 * Returns the look of the classic pages of an app client: its own customization or, if it has none, that for all clients.
 * The result is undefined when there is neither.
 */
export async function uiCustomizationOf(
  { deps }: Call,
  { poolId, clientId }: Ids,
): Promise<UiCustomization | undefined> {
  const ref = (id: string) => ({ kind: 'uiCustomization', id: { poolId, clientId: id } }) as const;
  const { own, general } = await deps.records.read({
    own: clientId === ALL_CLIENTS ? undefined : ref(clientId),
    general: ref(ALL_CLIENTS),
  });
  return [own, general].find((one) => one && hasContent(one));
}

function checkedLook({ css, image }: Look): Pick<UiCustomization, 'css' | 'image'> {
  const base64 = image && Buffer.from(image).toString('base64');
  if (Buffer.byteLength(css ?? '') + (base64?.length ?? 0) > MOST_BYTES) {
    fail('InvalidParameterException', 'request parameters too large');
  }
  const problem = css && classicCssProblem(css);
  if (problem) fail('InvalidParameterException', problem);
  const type = image?.length ? imageType(image) : undefined;
  return { ...(css && { css }), ...(type && base64 && { image: { type, bytes: base64 } }) };
}

/** The content decides: the request has no name of the file. */
function imageType(image: Uint8Array): 'PNG' | 'JPEG' {
  if (image.length > MOST_IMAGE_BYTES) {
    fail('InvalidParameterException', `The image must have at most ${MOST_IMAGE_BYTES} bytes.`);
  }
  const type = rasterTypeOf(image);
  return type === 'PNG' || type === 'JPEG' ? type : fail('InvalidParameterException', 'The image must be PNG or JPEG.');
}
