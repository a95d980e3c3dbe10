import { toWire } from '#protocol/case.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
export const listUserPools = defineOperation('ListUserPools', {
  async handle(call, { NextToken, MaxResults }) {
    const page = await call.deps.records.list('pools', {}, { limit: MaxResults, token: NextToken });
    const pools = page.values.map(({ id, name, lambdaConfig, createdAt, modifiedAt }) => ({
      Id: id,
      Name: name,
      LambdaConfig: toWire(poolsRequests.CreateUserPool.LambdaConfig.members, lambdaConfig),
      LastModifiedDate: epochSeconds(modifiedAt),
      CreationDate: epochSeconds(createdAt),
    }));
    return { UserPools: pools, NextToken: page.nextToken };
  },
});
