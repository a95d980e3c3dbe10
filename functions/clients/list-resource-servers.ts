import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';
import { resourceServerOutput } from './resource-server-output.ts';

const MOST = 50;

/**
 * Lists resource servers in the order of their identifiers.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html
 */
export const listResourceServers = defineOperation('ListResourceServers', {
  async handle(call, { UserPoolId, MaxResults = MOST, NextToken }) {
    const { id: poolId } = await readPool(call, UserPoolId);
    const page = { limit: MaxResults, ...(NextToken !== undefined && { token: NextToken }) };
    const { values, nextToken } = await call.deps.records.within('resourceServer', { poolId }, page);
    return { ResourceServers: values.map(resourceServerOutput), NextToken: nextToken };
  },
});
