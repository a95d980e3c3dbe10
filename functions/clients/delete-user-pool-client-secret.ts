import { deleteSecret } from '#core/clients/secrets.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html */
export const deleteUserPoolClientSecret = defineOperation('DeleteUserPoolClientSecret', {
  async handle(call, { UserPoolId, ClientId, ClientSecretId }) {
    await deleteSecret(call, { poolId: UserPoolId, clientId: ClientId }, ClientSecretId);
    return {};
  },
});
