import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { requireMoreThanLite } from '#core/pools/tier.ts';
import type { Hosts } from '#ports/deps.ts';
import type { RecordId } from '#ports/records.ts';
import type { Domain, DomainRequest } from './domain.ts';

/** These words may not be a part of a prefix between hyphens. */
const RESERVED: readonly string[] = ['aws', 'amazon', 'cognito'];
const PREFIX = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const SUBDOMAIN = new RegExp(`^(${LABEL}\\.)+${LABEL}$`);

/** The ManagedLoginVersion of a domain that is created without one. */
export const CLASSIC = 1;
/** The ManagedLoginVersion of a domain with managed login. */
export const MANAGED_LOGIN = 2;
/** The lowest version of TLS that the edge takes, by CloudFront's name for it. */
const SECURITY_POLICY = 'TLS_V1_2_2021';

/**
 * Refers to the domain of a name. The result is undefined for a text that is the name of no domain, because a key holds
 * no such text.
 */
export function refOfDomain(domain: string): { readonly kind: 'domain'; readonly id: RecordId<'domain'> } | undefined {
  return PREFIX.test(domain) || SUBDOMAIN.test(domain) ? { kind: 'domain', id: { domain } } : undefined;
}

function refuse(message: string): never {
  return fail('InvalidParameterException', message);
}

/**
 * Checks the name of a new domain: a prefix, or a host that the deployment lists. Throws InvalidParameterException with
 * Cognito's text, or with a text of our own for a host that nothing leads here.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html
 */
export function checkName({ deps }: Call, { domain, poolId, customDomainConfig }: Domain): void {
  const { hosts } = deps.deployment;
  if (customDomainConfig) checkHost(hosts, domain, poolId);
  else checkPrefix(domain);
}

function checkPrefix(prefix: string): void {
  if (!PREFIX.test(prefix)) {
    refuse(
      'The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens.',
    );
  }
  const reserved = prefix.split('-').find((part) => RESERVED.includes(part));
  if (reserved !== undefined) refuse(`Domain cannot contain reserved word: ${reserved}`);
}

function checkHost({ custom, owners = {} }: Hosts, host: string, poolId: string): void {
  if (!SUBDOMAIN.test(host)) refuse('Custom domain is not a valid subdomain');
  if (!custom.includes(host)) refuse(`${host} is not among the custom hosts of this deployment of Ownpool.`);
  if ((owners[host] ?? poolId) !== poolId) refuse(`This deployment of Ownpool keeps ${host} for another user pool.`);
}

/**
 * Checks what a request asks of a domain. Throws InvalidParameterException, also for what is not built, and
 * FeatureUnavailableInTierException for managed login in the tier LITE.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html
 */
export function checkRequest({ deps }: Call, request: DomainRequest, pool: Pool): void {
  const { managedLoginVersion: version, customDomainConfig: config, routing } = request;
  if (version !== undefined && version !== CLASSIC && version !== MANAGED_LOGIN) {
    refuse(`ManagedLoginVersion must be ${CLASSIC} or ${MANAGED_LOGIN}.`);
  }
  if (version === MANAGED_LOGIN) requireMoreThanLite(pool, 'Managed Login Version 2');
  // There are no replicas to which requests could be led.
  if (routing) refuse('Routing is not supported by this version of Ownpool.');
  if (config?.securityPolicy !== undefined && config.securityPolicy !== SECURITY_POLICY) {
    refuse(
      `CustomDomainConfig.SecurityPolicy other than ${SECURITY_POLICY} is not supported by this version of Ownpool.`,
    );
  }
  const { certificateArn } = deps.deployment.hosts;
  if (config && certificateArn !== undefined && config.certificateArn !== certificateArn) {
    refuse(
      `CustomDomainConfig.CertificateArn must be the certificate of this deployment of Ownpool: ${certificateArn}`,
    );
  }
}
