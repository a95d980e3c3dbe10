import type { DeleteUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { changeClient } from '#core/clients/change.ts';
import { loadClient } from '#core/clients/load.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { clientId, userPoolId } from '#protocol/schema/shapes.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
export const deleteUserPoolClient = defineOperation<DeleteUserPoolClientCommandInput>({
  name: 'DeleteUserPoolClient',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), ClientId: required(clientId) },
  async handle(call, { UserPoolId, ClientId }) {
    return changeClient(call, ClientId!, async () => {
      const { client } = await loadClient(call, UserPoolId!, ClientId!);
      return { change: { op: 'remove', kind: 'client', before: client }, result: undefined };
    });
  },
});
