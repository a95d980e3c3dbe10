import type { DeleteUserCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { deleteUser as deleteOwn } from '#core/users/delete.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { token } from '#protocol/schema/shapes.ts';

export const deleteUser = defineOperation<DeleteUserCommandInput>({
  name: 'DeleteUser',
  auth: 'accessToken',
  input: { AccessToken: required(token) },
  async handle(call) {
    await deleteOwn(call, call.user);
  },
});
