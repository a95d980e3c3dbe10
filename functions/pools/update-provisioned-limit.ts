import { setProvisionedLimit } from '#core/limits/provisioned.ts';
import { toDomain, toWire } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateProvisionedLimit.html */
export const updateProvisionedLimit = defineOperation('UpdateProvisionedLimit', {
  async handle(call, input) {
    const { limitDefinition, requestedLimitValue } = toDomain(poolsRequests.UpdateProvisionedLimit, input);
    const limit = await setProvisionedLimit(call, limitDefinition, requestedLimitValue);
    return { Limit: { LimitDefinition: input.LimitDefinition, ...toWire({}, limit) } };
  },
});
