import type { Hosts } from '#ports/deps.ts';
import { list, type openSettings, text } from './settings.ts';

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const BASE = text(
  'a host name in lower case such as auth.example.com',
  new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)*${LABEL}$`),
);
const CUSTOM = text('a host name', new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)+${LABEL}$`));
const CUSTOM_HOSTS = list(CUSTOM, 'host names in lower case, with commas between them');

/**
 * Reads the host names that domains of pools can have. `others` has what is known without these settings. A host that
 * could be both a prefix domain and a custom domain is added to the problems.
 */
export function readHosts(
  { optional, problems }: ReturnType<typeof openSettings>,
  others: Omit<Hosts, 'custom'>,
): Hosts {
  const base = optional('OWNPOOL_DOMAIN_BASE', BASE) ?? others.base;
  const custom = optional('OWNPOOL_CUSTOM_HOSTS', CUSTOM_HOSTS) ?? [];
  const covered = base && custom.find((host) => host.slice(host.indexOf('.') + 1) === base);
  if (covered) {
    problems.push(`OWNPOOL_CUSTOM_HOSTS names "${covered}", which could be a prefix domain as well: leave it out.`);
  }
  return { ...others, ...(base !== undefined && { base }), custom };
}
