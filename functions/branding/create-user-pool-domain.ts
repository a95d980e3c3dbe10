import { createDomain } from '#core/domains/change.ts';
import { toDomain } from '#protocol/case.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';
import { defineOperation } from '../operations.ts';
import { domainOutput } from './domain-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
export const createUserPoolDomain = defineOperation('CreateUserPoolDomain', {
  async handle(call, input) {
    const { userPoolId, domain, ...request } = toDomain(brandingRequests.CreateUserPoolDomain, input);
    const created = await createDomain(call, { poolId: userPoolId, domain }, request);
    return domainOutput(call.deps.deployment, created);
  },
});
