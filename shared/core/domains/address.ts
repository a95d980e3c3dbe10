import type { Pool } from '#core/pools/pool.ts';
import type { Deployment } from '#ports/deps.ts';

/**
 * Returns the URL of a pool's domain, without a slash at the end, or undefined for a pool that has none. A custom domain
 * comes first. A prefix domain is a host below the base of the deployment; names below `localhost` lead nowhere outside
 * of browsers, so there it is a path on the public URL, and so it is where there is no base. What a request says of its host
 * has no part in it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html
 */
export function domainUrl(
  { publicUrl, hosts: { base } }: Pick<Deployment, 'publicUrl' | 'hosts'>,
  { domain, customDomain }: Pick<Pool, 'domain' | 'customDomain'>,
): string | undefined {
  if (customDomain !== undefined) return `https://${customDomain}`;
  if (domain === undefined) return undefined;
  const isHost = base !== undefined && base !== 'localhost' && !base.endsWith('.localhost');
  return isHost ? `https://${domain}.${base}` : `${publicUrl}/d/${domain}`;
}
