import type { Hosts } from '#ports/deps.ts';
import { list, type openSettings, record, text } from './settings.ts';

/** The form of the id of a pool in settings. */
export const POOL_ID = /^[a-z0-9-]{1,50}_[0-9A-Za-z]{1,50}$/;
const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const BASE = text(
  'a host name in lower case such as auth.example.com',
  new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)*${LABEL}$`),
);
const CUSTOM = text('a host name', new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)+${LABEL}$`));
const HOST_POOLS = record(
  text('the id of a pool', POOL_ID),
  'an object of pool ids by host name, such as {"login.example.org": "us-east-1_AbCdEf123"}',
);
const CUSTOM_HOSTS = list(CUSTOM, 'host names in lower case, with commas between them');

/**
 * Reads the host names that domains of pools can have. `others` has what is known without these settings. A host that
 * could be both a prefix domain and a custom domain, or that is kept for a pool and not listed, is added to the problems.
 */
export function readHosts(
  { optional, problems }: ReturnType<typeof openSettings>,
  others: Omit<Hosts, 'custom' | 'owners'>,
): Hosts {
  const base = optional('OWNPOOL_DOMAIN_BASE', BASE) ?? others.base;
  const custom = optional('OWNPOOL_CUSTOM_HOSTS', CUSTOM_HOSTS) ?? [];
  const covered = base && custom.find((host) => host.slice(host.indexOf('.') + 1) === base);
  if (covered) {
    problems.push(`OWNPOOL_CUSTOM_HOSTS names "${covered}", which could be a prefix domain as well: leave it out.`);
  }
  const owners = optional('OWNPOOL_HOST_POOLS', HOST_POOLS);
  const stray = Object.keys(owners ?? {}).find((host) => !custom.includes(host));
  if (stray)
    problems.push(`OWNPOOL_HOST_POOLS names "${stray}", which OWNPOOL_CUSTOM_HOSTS does not have: add it there.`);
  return { ...others, ...(base !== undefined && { base }), custom, ...(owners && { owners }) };
}
