import { ALL_CLIENTS, hasContent } from '#core/branding/classic.ts';
import { type OwnSettings, ownSettings } from '#core/branding/own-settings.ts';
import { boundedMap } from '#core/cache.ts';
import { isManaged, type WebCall } from '#protocol/web/web-call.ts';
import { managedLook } from '#ui/branding/managed.ts';
import { CLASSIC, type Look, PLAIN } from '#ui/look.ts';

/** The form of the id of a client. */
const CLIENT_ID = /^\w{1,128}$/;

/** What a client has made of its pages. */
type Branding = { readonly look: Look; readonly own: OwnSettings };

/**
 * Returns the branding of the client that a request names, or the plain one: where no client of the pool is named, and where
 * the branding cannot be read, because a page without its colors is better than none.
 */
export async function brandingFor(call: WebCall): Promise<Branding> {
  const plain = { look: isManaged(call) ? PLAIN : CLASSIC, own: {} };
  try {
    const clientId = call.web.query.get('client_id') ?? '';
    if (!CLIENT_ID.test(clientId)) return plain;
    const client = await call.deps.configuration.client(clientId);
    if (client?.poolId !== call.pool.id) return plain;
    const id = { poolId: call.pool.id, clientId };
    return (isManaged(call) ? await styleOf(call, id) : await customizationOf(call, id)) ?? plain;
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    call.deps.logger.error('look.failed', { requestId: call.requestId, poolId: call.pool.id, stack });
    return plain;
  }
}

type Ids = { readonly poolId: string; readonly clientId: string };

async function styleOf({ deps }: WebCall, id: Ids): Promise<Branding | undefined> {
  const style = await deps.configuration.style(id);
  return style && { look: await compiled([style.id, style], () => managedLook(style)), own: ownSettings(style) };
}

async function customizationOf({ deps }: WebCall, { poolId, clientId }: Ids): Promise<Branding | undefined> {
  const found = await deps.configuration.looks([
    { poolId, clientId },
    { poolId, clientId: ALL_CLIENTS },
  ]);
  const look = found.find((one) => one && hasContent(one));
  // The parser of CSS is large, and few pages need it.
  const make = async () => (await import('#ui/branding/classic.ts')).classicLook(look!);
  return look && { look: await compiled([`${poolId}/${look.clientId}`, look], make), own: {} };
}

/** The looks that this process has made lately. */
const looks = boundedMap<Promise<Look>>(50);

/** Returns the look of a version of a record, which is made once. A restored table may have a version a second time. */
function compiled(
  [name, { version, modifiedAt }]: readonly [string, { readonly version: number; readonly modifiedAt: number }],
  make: () => Look | Promise<Look>,
): Promise<Look> {
  const key = `${name} ${version} ${modifiedAt}`;
  const look = looks.get(key) ?? Promise.resolve().then(make);
  looks.set(key, look);
  return look;
}
