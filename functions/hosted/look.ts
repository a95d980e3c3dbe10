import { ALL_CLIENTS, hasContent } from '#core/branding/classic.ts';
import { boundedMap } from '#core/cache.ts';
import { isManaged, type WebCall } from '#protocol/web/web-call.ts';
import { managedLook } from '#ui/branding/managed.ts';
import { CLASSIC, type Look, PLAIN } from '#ui/look.ts';

/** The form of the id of a client. */
const CLIENT_ID = /^\w{1,128}$/;

/**
 * Returns the look of the pages of the client that a request names, or the plain one: where no client of the pool is named, and where
 * the look cannot be read, because a page without its colors is better than none.
 */
export async function lookFor(call: WebCall): Promise<Look> {
  const plain = isManaged(call) ? PLAIN : CLASSIC;
  try {
    const clientId = call.web.query.get('client_id') ?? '';
    if (!CLIENT_ID.test(clientId)) return plain;
    const client = await call.deps.configuration.client(clientId);
    if (client?.poolId !== call.pool.id) return plain;
    const id = { poolId: call.pool.id, clientId };
    return (isManaged(call) ? await styleLook(call, id) : await customLook(call, id)) ?? plain;
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    call.deps.logger.error('look.failed', { requestId: call.requestId, poolId: call.pool.id, stack });
    return plain;
  }
}

type Ids = { readonly poolId: string; readonly clientId: string };

async function styleLook({ deps }: WebCall, id: Ids): Promise<Look | undefined> {
  const style = await deps.configuration.style(id);
  return style && compiled([style.id, style], () => managedLook(style));
}

async function customLook({ deps }: WebCall, { poolId, clientId }: Ids): Promise<Look | undefined> {
  const found = await deps.configuration.looks([
    { poolId, clientId },
    { poolId, clientId: ALL_CLIENTS },
  ]);
  const look = found.find((one) => one && hasContent(one));
  // The parser of CSS is large, and few pages need it.
  const make = async () => (await import('#ui/branding/classic.ts')).classicLook(look!);
  return look && compiled([`${poolId}/${look.clientId}`, look], make);
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
