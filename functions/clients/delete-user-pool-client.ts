import { changeClient } from '#core/clients/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
export const deleteUserPoolClient = defineOperation('DeleteUserPoolClient', {
  async handle(call, { UserPoolId, ClientId }) {
    await changeClient(call, { poolId: UserPoolId, clientId: ClientId }, () => ({ after: undefined }));
  },
});
