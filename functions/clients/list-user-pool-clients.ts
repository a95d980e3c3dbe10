import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';

const MOST = 60;

/**
 * With ClientType, a page may have fewer clients than MaxResults, or none, although others follow.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html
 */
export const listUserPoolClients = defineOperation('ListUserPoolClients', {
  async handle(call, { UserPoolId, MaxResults = MOST, NextToken, ClientType }) {
    const { id: poolId } = await readPool(call, UserPoolId);
    const { values, nextToken } = await call.deps.records.list(
      'clients',
      { poolId },
      { limit: MaxResults, ...(NextToken !== undefined && { token: NextToken }) },
    );
    const wanted = values.filter(({ clientType = 'REGULAR' }) => ClientType === undefined || clientType === ClientType);
    return {
      UserPoolClients: wanted.map(({ id, clientName }) => ({
        ClientId: id,
        UserPoolId: poolId,
        ClientName: clientName,
      })),
      NextToken: nextToken,
    };
  },
});
