import { refOfDomain } from '#core/domains/check.ts';
import { defineOperation } from '../operations.ts';
import { domainDescription } from './domain-output.ts';

/**
 * Describes a domain. The description of an unknown domain is empty; Terraform relies on that.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html
 */
export const describeUserPoolDomain = defineOperation('DescribeUserPoolDomain', {
  async handle({ deps, audit }, { Domain }) {
    const { domain } = await deps.records.read({ domain: refOfDomain(Domain) });
    if (domain) audit.poolId = domain.poolId;
    return { DomainDescription: domain ? domainDescription(deps.deployment, domain) : {} };
  },
});
