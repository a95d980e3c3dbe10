import type { Call } from '#core/call.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import type { Deps } from '#ports/deps.ts';

const catalogues = { languages: ['en'], texts: async () => ENGLISH };

/** A call as a request makes one; with `more`, one that has a pool, a client, a user, or came in at another time. */
export function callOf<More extends object = object>(deps: Partial<Deps>, more?: More): Call & More {
  const call = {
    deps: { catalogues, ...deps } as Deps,
    began: deps.clock?.now() ?? 0,
    requestId: 'request',
    audit: {},
  };
  return { ...call, ...more } as Call & More;
}
