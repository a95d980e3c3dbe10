import { deletePool } from '#core/pools/delete.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html */
export const deleteUserPool = defineOperation('DeleteUserPool', {
  handle: (call, { UserPoolId }) => deletePool(call, UserPoolId),
});
