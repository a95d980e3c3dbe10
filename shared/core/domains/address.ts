import { refOfDomain } from '#core/domains/check.ts';
import type { Domain } from '#core/domains/domain.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Deployment, Deps } from '#ports/deps.ts';

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

/**
 * Returns the URL of a pool's domain, without a slash at the end, or undefined for a pool that has none. A custom domain
 * comes first. A prefix domain is a host below the base of the deployment; names below `localhost` lead nowhere outside
 * of browsers, so there it is a path on the public URL, and so it is where there is no base. What a request says of its host
 * has no part in it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html
 */
export function domainUrl(
  { publicUrl, hosts: { base } }: Deployment,
  { domain, customDomain }: Pick<Pool, 'domain' | 'customDomain'>,
): string | undefined {
  if (customDomain !== undefined) return `https://${customDomain}`;
  if (domain === undefined) return undefined;
  return base === undefined || base === 'localhost' ? `${publicUrl}/d/${domain}` : `https://${domain}.${base}`;
}
