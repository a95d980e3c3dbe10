import { refOfDomain } from '#core/domains/check.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { Deps } from '#ports/deps.ts';

/** Where a request for the hosted pages of a domain went. */
export type Address = {
  readonly domain: Domain;
  readonly poolId: string;
  /** The origin as the viewer sees it. */
  readonly origin: string;
  /** What comes before the paths of the pages: nothing, or `/d/<prefix>`. */
  readonly base: string;
  /** The path of the page. */
  readonly path: string;
};

const BELOW = /^\/d\/([a-z0-9-]{1,63})(\/.*)$/;

/** Returns the address of a request for a domain, or undefined if it leads to none. */
export async function addressOf(
  { records, deployment }: Pick<Deps, 'records' | 'deployment'>,
  { host, path }: { readonly host: string | undefined; readonly path: string },
): Promise<Address | undefined> {
  const [, prefix = '', rest = ''] = BELOW.exec(path) ?? [];
  const { domain } = await records.read({ domain: prefix ? refOfDomain(prefix) : undefined });
  if (!domain) return undefined;
  const { protocol } = new URL(deployment.publicUrl);
  return { domain, poolId: domain.poolId, origin: `${protocol}//${host}`, base: `/d/${prefix}`, path: rest };
}
