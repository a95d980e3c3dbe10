import type { Hosts } from '#ports/deps.ts';
import { list, type openSettings, text } from './settings.ts';

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const BASE = text(
  'a host name in lower case such as auth.example.com',
  new RegExp(`^(?=.{1,190}$)(${LABEL}\\.)*${LABEL}$`),
);
const CUSTOM = text('a host name', new RegExp(`^(?=.{1,63}$)(${LABEL}\\.)+${LABEL}$`));
const CUSTOM_HOSTS = list(CUSTOM, 'host names in lower case of up to 63 characters, with commas between them');

/**
 * Reads the host names that domains of pools can have. `base` is the host for prefix domains where none is set.
 * Contradictions are added to the problems.
 */
export function readHosts(
  { optional, problems }: ReturnType<typeof openSettings>,
  publicUrl: string | undefined,
  defaultBase?: string,
): Hosts {
  const base = optional('OWNPOOL_DOMAIN_BASE', BASE) ?? defaultBase;
  const custom = optional('OWNPOOL_CUSTOM_HOSTS', CUSTOM_HOSTS) ?? [];
  const certificateArn = optional('OWNPOOL_CERTIFICATE_ARN', text());
  const covered = base && custom.find((host) => host.slice(host.indexOf('.') + 1) === base);
  if (covered) {
    problems.push(`OWNPOOL_CUSTOM_HOSTS names "${covered}", which could be a prefix domain as well: leave it out.`);
  }
  return {
    ...(base !== undefined && { base }),
    custom,
    target: optional('OWNPOOL_EDGE_HOST', text()) ?? (publicUrl ? new URL(publicUrl).hostname : ''),
    ...(certificateArn !== undefined && { certificateArn }),
  };
}
