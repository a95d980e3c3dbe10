import { deleteResourceServer as remove } from '#core/resource-servers/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html */
export const deleteResourceServer = defineOperation('DeleteResourceServer', {
  handle: (call, { UserPoolId, Identifier }) => remove(call, { poolId: UserPoolId, identifier: Identifier }),
});
