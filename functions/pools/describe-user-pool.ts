import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';
import { poolOutput } from './pool-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
export const describeUserPool = defineOperation('DescribeUserPool', {
  async handle(call, { UserPoolId }) {
    const [pool, users] = await Promise.all([readPool(call, UserPoolId), call.deps.records.estimatedUsers(UserPoolId)]);
    return { UserPool: poolOutput(pool, users) };
  },
});
