import { changePool } from '#core/pools/change.ts';
import { withLogConfigurations } from '#core/pools/log-delivery.ts';
import { toDomain } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';
import { logDeliveryOutput } from './log-delivery-output.ts';

/**
 * Replaces all log configurations of a pool.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html
 */
export const setLogDeliveryConfiguration = defineOperation('SetLogDeliveryConfiguration', {
  async handle(call, input) {
    const { userPoolId, logConfigurations } = toDomain(poolsRequests.SetLogDeliveryConfiguration, input);
    const { after } = await changePool(
      call,
      userPoolId,
      (pool) => ({ after: withLogConfigurations(pool, logConfigurations, call.deps.deployment) }),
      'TooManyRequestsException',
    );
    return logDeliveryOutput(after);
  },
});
