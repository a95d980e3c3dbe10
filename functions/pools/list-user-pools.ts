import type { ListUserPoolsCommandInput, ListUserPoolsCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { toWire } from '#protocol/case.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { nextToken, pageSize } from '#protocol/schema/shapes.ts';
import { wireDate } from '#protocol/wire-date.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
export const listUserPools = defineOperation<ListUserPoolsCommandInput, ListUserPoolsCommandOutput>({
  name: 'ListUserPools',
  auth: 'sigv4',
  input: { NextToken: nextToken, MaxResults: required(pageSize) },
  async handle(call, { NextToken, MaxResults }) {
    const page = await call.deps.records.list('pools', {}, { limit: MaxResults!, token: NextToken });
    const pools = page.values.map(({ id, name, lambdaConfig, createdAt, modifiedAt }) => ({
      Id: id,
      Name: name,
      LambdaConfig: toWire(lambdaConfig),
      LastModifiedDate: wireDate(modifiedAt),
      CreationDate: wireDate(createdAt),
    }));
    return { UserPools: pools, NextToken: page.nextToken };
  },
});
