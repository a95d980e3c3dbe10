import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { Domain } from '#core/domains/domain.ts';
import type { Deployment } from '#ports/deps.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';

/** Returns the answer of CreateUserPoolDomain and UpdateUserPoolDomain. */
export function domainOutput(
  { hosts }: Deployment,
  { customDomainConfig, managedLoginVersion }: Unversioned<'domain'>,
): OnWire<api.CreateUserPoolDomainResponse> {
  return {
    ManagedLoginVersion: managedLoginVersion,
    ...(customDomainConfig && { CloudFrontDomain: hosts.target }),
  };
}

/** Returns a domain as DescribeUserPoolDomain shows it. There is no S3 bucket, so the answer names none. */
export function domainDescription(deployment: Deployment, record: Domain): OnWire<api.DomainDescriptionType> {
  const { domain, poolId, managedLoginVersion, customDomainConfig = {}, modifiedAt } = record;
  const { CustomDomainConfig } = toWire(brandingRequests.CreateUserPoolDomain, { customDomainConfig });
  return {
    UserPoolId: poolId,
    AWSAccountId: deployment.accountId,
    Domain: domain,
    CloudFrontDistribution: deployment.hosts.target,
    Version: compactTime(modifiedAt),
    Status: 'ACTIVE',
    CustomDomainConfig: CustomDomainConfig as OnWire<api.CustomDomainConfigType>,
    ManagedLoginVersion: managedLoginVersion,
  };
}

/** Returns a time in UTC as `yyyymmddhhmmss`. */
function compactTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace(/\D/g, '');
}
