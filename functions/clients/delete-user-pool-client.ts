import { lookRemoval } from '#core/branding/removal.ts';
import { changeClient } from '#core/clients/change.ts';
import { riskRemoval } from '#core/risk/change.ts';
import { termsRemoval } from '#core/terms/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
export const deleteUserPoolClient = defineOperation('DeleteUserPoolClient', {
  async handle(call, { UserPoolId, ClientId }) {
    await changeClient(call, { poolId: UserPoolId, clientId: ClientId }, async (client) => {
      const removals = [lookRemoval(call, client), termsRemoval(call, client), riskRemoval(call, client)];
      return { after: undefined, also: (await Promise.all(removals)).flat() };
    });
  },
});
