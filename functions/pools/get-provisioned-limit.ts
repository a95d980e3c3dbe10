import { provisionedLimit } from '#core/limits/provisioned.ts';
import { toDomain, toWire } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetProvisionedLimit.html */
export const getProvisionedLimit = defineOperation('GetProvisionedLimit', {
  async handle(call, input) {
    const { limitDefinition } = toDomain(poolsRequests.GetProvisionedLimit, input);
    const limit = await provisionedLimit(call, limitDefinition);
    return { Limit: { LimitDefinition: input.LimitDefinition, ...toWire({}, limit) } };
  },
});
