import { updateDomain } from '#core/domains/change.ts';
import { toDomain } from '#protocol/case.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';
import { defineOperation } from '../operations.ts';
import { domainOutput } from './domain-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html */
export const updateUserPoolDomain = defineOperation('UpdateUserPoolDomain', {
  async handle(call, input) {
    const { userPoolId, domain, ...request } = toDomain(brandingRequests.UpdateUserPoolDomain, input);
    const updated = await updateDomain(call, { poolId: userPoolId, domain }, request);
    return domainOutput(call.deps.deployment, updated);
  },
});
