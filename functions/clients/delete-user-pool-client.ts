import { changeClient } from '#core/clients/change.ts';
import { loadClient } from '#core/clients/load.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
export const deleteUserPoolClient = defineOperation('DeleteUserPoolClient', {
  async handle(call, { UserPoolId, ClientId }) {
    return changeClient(call, ClientId, async () => {
      const { client } = await loadClient(call, UserPoolId, ClientId);
      return { change: { op: 'remove', kind: 'client', before: client }, result: undefined };
    });
  },
});
