import type { Configuration } from '#core/configuration.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Deployment } from '#ports/deps.ts';
import { refOfDomain } from './check.ts';
import type { Domain } from './domain.ts';

/** Where a request to a domain of a pool went. */
export type Address = {
  readonly domain: Domain;
  readonly poolId: string;
  /** The scheme, host and port as the viewer's browser has them. */
  readonly origin: string;
  /** What stands before every path of the domain: nothing on a host of its own, else `/d/` and the prefix. */
  readonly base: string;
  /** The rest of the path, which begins with a slash and is not decoded. */
  readonly path: string;
};

/** A place at which a domain could be. Nobody has looked yet whether there is a domain of this name. */
type Place = Omit<Address, 'domain' | 'poolId'> & { readonly name: string };

/** What a Host header may be: a name with or without the final dot of DNS, or an IP address, and perhaps a port. */
const HOST = /^(?<name>[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[\da-f:.]+\])\.?(?<port>:\d{1,5})?$/;
/** The path of a domain without a host of its own. A prefix has no dot, so that `/d/..` is none. */
const BELOW = /^(?<base>\/d\/(?<prefix>[a-z0-9-]{1,63}))(?<path>\/.*)$/s;
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

/**
 * Finds the domain that a request is for: by its host (`<prefix>.<base>` or a custom host), or by its path
 * (`/d/<prefix>/...`) on the host of the deployment itself. `host` is the Host header, `path` the path without the query
 * string. Returns undefined when that leads to no domain. On a host of its own, a path below `/d/` leads to no other
 * domain, because pages of one host can read each other.
 */
export async function addressOf(
  {
    configuration,
    deployment,
  }: { readonly configuration: Pick<Configuration, 'domain'>; readonly deployment: Deployment },
  request: { readonly host: string | undefined; readonly path: string },
): Promise<Address | undefined> {
  const place = placeOf(deployment, request);
  const domain = place && refOfDomain(place.name) && (await configuration.domain(place.name));
  if (!place || !domain) return undefined;
  const { origin, base, path } = place;
  return { domain, poolId: domain.poolId, origin, base, path };
}

function placeOf(
  deployment: Deployment,
  { host = '', path }: { readonly host: string | undefined; readonly path: string },
): Place | undefined {
  if (!path.startsWith('/')) return undefined;
  const asked = HOST.exec(host.toLowerCase())?.groups;
  const name = asked?.name;
  // The last check is for ports beyond 65535.
  if (!name || !URL.canParse(`http://${host}`)) return undefined;
  const { base, custom } = deployment.hosts;
  if (custom.includes(name)) return { name, origin: originOf('https:', host), base: '', path };
  if (base !== undefined && name.endsWith(`.${base}`)) {
    const prefix = name.slice(0, -`.${base}`.length);
    return prefix.includes('.')
      ? undefined
      : { name: prefix, origin: originOf(prefixScheme(deployment), host), base: '', path };
  }
  const below = isOwnHost(deployment, name) ? BELOW.exec(path)?.groups : undefined;
  const { base: before, prefix, path: rest } = below ?? {};
  if (before === undefined || prefix === undefined || rest === undefined) return undefined;
  return { name: prefix, origin: originOf(new URL(deployment.publicUrl).protocol, host), base: before, path: rest };
}

/** Returns the origin that a browser makes of a host: in lower case, and without the port that its scheme has anyway. */
function originOf(scheme: string, host: string): string {
  return new URL(`${scheme}//${host}`).origin;
}

/** Tells whether a host is that of the deployment. On one machine, all names of the machine itself are. */
function isOwnHost({ publicUrl, hosts }: Deployment, name: string): boolean {
  const { hostname } = new URL(publicUrl);
  const isLocal = LOOPBACK.test(hostname) && LOOPBACK.test(name);
  return isLocal || name === hostname || name === hosts.base || name === hosts.target;
}

/** The scheme of prefix domains: that of the public URL if they are below its host, else https. */
function prefixScheme({ publicUrl, hosts }: Deployment): string {
  const { protocol, hostname } = new URL(publicUrl);
  return hostname === hosts.base ? protocol : 'https:';
}

/**
 * Returns the URL of a pool's domain that discovery and links name, without a slash at the end, or undefined for a pool
 * without a domain. It comes from what is stored and never from a request: the custom domain if there is one, else the
 * host of the prefix, else a path below the public URL. Names below localhost do not resolve in Node, so that a prefix
 * gets a path there as well.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html
 */
export function domainUrl(
  deployment: Deployment,
  { domain, customDomain }: Pick<Pool, 'domain' | 'customDomain'>,
): string | undefined {
  const { publicUrl, hosts } = deployment;
  if (customDomain !== undefined) return `https://${customDomain}`;
  if (domain === undefined) return undefined;
  if (hosts.base === undefined || hosts.base === 'localhost') return `${publicUrl}/d/${domain}`;
  const { hostname, port } = new URL(publicUrl);
  const suffix = hostname === hosts.base && port !== '' ? `:${port}` : '';
  return `${prefixScheme(deployment)}//${domain}.${hosts.base}${suffix}`;
}
