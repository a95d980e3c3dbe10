import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';
import { groupOutput } from './group-output.ts';

const MOST = 60;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
export const listGroups = defineOperation('ListGroups', {
  async handle(call, { UserPoolId, Limit, NextToken }) {
    const { id: poolId } = await readPool(call, UserPoolId);
    const page = { limit: Limit || MOST, token: NextToken };
    const { values, nextToken } = await call.deps.records.within('group', { poolId }, page);
    return { Groups: values.map(groupOutput), NextToken: nextToken };
  },
});
