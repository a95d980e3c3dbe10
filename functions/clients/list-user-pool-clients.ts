import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';

const MOST = 60;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
export const listUserPoolClients = defineOperation('ListUserPoolClients', {
  async handle(call, { UserPoolId, MaxResults = MOST, NextToken, ClientType = 'REGULAR' }) {
    const { id: poolId } = await readPool(call, UserPoolId);
    const { values, nextToken } = await call.deps.records.list(
      'clients',
      { poolId },
      { limit: MaxResults, ...(NextToken !== undefined && { token: NextToken }) },
    );
    // All clients are regular ones. A request for others goes through the same pages and finds none.
    const wanted = ClientType === 'REGULAR' ? values : [];
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
