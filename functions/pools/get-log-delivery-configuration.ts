import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';
import { logDeliveryOutput } from './log-delivery-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetLogDeliveryConfiguration.html */
export const getLogDeliveryConfiguration = defineOperation('GetLogDeliveryConfiguration', {
  async handle(call, { UserPoolId }) {
    return logDeliveryOutput(await readPool(call, UserPoolId));
  },
});
