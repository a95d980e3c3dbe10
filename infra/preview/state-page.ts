import type { Client } from '#core/clients/client.ts';
import { createConfiguration } from '#core/configuration.ts';
import { MANAGED_LOGIN } from '#core/domains/check.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { Pool } from '#core/pools/pool.ts';
import { pageResponse } from '#functions/hosted/page.ts';
import { termsView } from '#functions/hosted/terms.ts';
import { OperatorError } from '#infra/cli/operator-error.ts';
import type { Catalogues } from '#ports/catalogues.ts';
import type { Deps } from '#ports/deps.ts';
import type { Records } from '#ports/records.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { hostedCall, type WebCall, webRequestOf } from '#protocol/web/web-call.ts';
import { systemClock } from '#runtime/container.ts';
import { consoleLogger } from '#runtime/logger.ts';
import type { PageState } from '#ui/states/state.ts';
import { allStates } from '#ui/states/states.ts';

/** Whose pages are shown. */
export type Shown = {
  readonly deps: Deps;
  readonly pool: Pool;
  /** Without a client the pages are those of the pool. */
  readonly client?: Client | undefined;
  readonly domain: Domain;
};

/**
 * Finds a pool, one of its clients, and the domain that says whether the pages are managed or classic. A pool without a domain
 * is shown as with managed login. Throws OperatorError.
 */
export async function shownOf(
  parts: { readonly records: Records; readonly catalogues: Catalogues; readonly origin: string },
  { poolId, clientId }: { readonly poolId: string; readonly clientId?: string | undefined },
): Promise<Shown> {
  const { records } = parts;
  const { pool } = await records.read({ pool: { kind: 'pool', id: { id: poolId } } });
  if (!pool) throw new OperatorError(`There is no pool ${poolId} here.`);
  const client = clientId === undefined ? undefined : await clientOf(records, pool, clientId);
  return { deps: depsOf(parts), pool, client, domain: await domainOf(records, pool) };
}

async function clientOf(records: Records, pool: Pool, id: string): Promise<Client> {
  const { client } = await records.read({ client: { kind: 'client', id: { id } } });
  if (client?.poolId !== pool.id) throw new OperatorError(`The pool ${pool.id} has no app client ${id}.`);
  return client;
}

async function domainOf(records: Records, pool: Pool): Promise<Domain> {
  const name = pool.customDomain ?? pool.domain;
  const { domain } = name ? await records.read({ domain: { kind: 'domain', id: { domain: name } } }) : {};
  const none = { domain: 'preview', poolId: pool.id, createdAt: 0, modifiedAt: 0, version: 0 };
  return domain ?? { ...none, managedLoginVersion: MANAGED_LOGIN };
}

/** Pages use these and nothing else: what would sign in, send or write is not there. */
function depsOf({
  records,
  catalogues,
  origin,
}: {
  readonly records: Records;
  readonly catalogues: Catalogues;
  readonly origin: string;
}): Deps {
  const deps: Partial<Deps> = {
    clock: systemClock,
    records,
    configuration: createConfiguration(records, systemClock),
    catalogues,
    logger: consoleLogger('warn'),
    deployment: { region: '', accountId: '', publicUrl: origin, hosts: { custom: [] } },
  };
  return deps as Deps;
}

/** The states of the pages, with the rules and the terms of this pool and client where states show such. */
async function statesFor(call: WebCall & { readonly client?: Client }): Promise<readonly PageState[]> {
  const { client, pool } = call;
  const terms = client && (await termsView({ ...call, client }, {}));
  return allStates({ policy: pool.passwordPolicy, ...(terms && { terms }) });
}

/** Responds with a page in a state, made as the service makes pages, or with undefined if there is no such state. */
export async function statePage(
  { deps, pool, client, domain }: Shown,
  { page, state }: { readonly page: string; readonly state: string },
  event: HttpEvent,
): Promise<HttpResponse | undefined> {
  const origin = deps.deployment.publicUrl;
  const address = { domain, poolId: pool.id, origin, base: '', path: event.rawPath };
  const call = { ...hostedCall(deps, event, { audit: {} }), pool, client, address, web: webRequestOf(event) };
  const found = (await statesFor(call)).find((one) => one.page === page && one.state === state);
  return found && pageResponse(call, found.content);
}
