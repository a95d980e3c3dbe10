import type { DeleteUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { deletePool } from '#core/pools/delete.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { userPoolId } from '#protocol/schema/shapes.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html */
export const deleteUserPool = defineOperation<DeleteUserPoolCommandInput>({
  name: 'DeleteUserPool',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId) },
  handle: (call, { UserPoolId }) => deletePool(call, UserPoolId!),
});
