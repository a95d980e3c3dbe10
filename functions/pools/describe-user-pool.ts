import type {
  DescribeUserPoolCommandInput,
  DescribeUserPoolCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { userPoolId } from '#protocol/schema/shapes.ts';
import { poolOutput } from './pool-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
export const describeUserPool = defineOperation<DescribeUserPoolCommandInput, DescribeUserPoolCommandOutput>({
  name: 'DescribeUserPool',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId) },
  async handle(call, { UserPoolId }) {
    const [pool, users] = await Promise.all([
      readPool(call, UserPoolId!),
      call.deps.records.estimatedUsers(UserPoolId!),
    ]);
    return { UserPool: poolOutput(pool, users) };
  },
});
