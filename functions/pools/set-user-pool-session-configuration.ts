import { changePool } from '#core/pools/change.ts';
import { withSessionConfiguration } from '#core/pools/sessions.ts';
import { toDomain } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';
import { sessionOutput } from './session-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html */
export const setUserPoolSessionConfiguration = defineOperation('SetUserPoolSessionConfiguration', {
  async handle(call, input) {
    const { userPoolId, ...configuration } = toDomain(poolsRequests.SetUserPoolSessionConfiguration, input);
    const { after } = await changePool(
      call,
      userPoolId,
      (pool) => ({ after: withSessionConfiguration(pool, configuration) }),
      'ConcurrentModificationException',
    );
    return sessionOutput(after);
  },
});
