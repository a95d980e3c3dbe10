import type { AdminDeleteUserCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { withPool } from '#core/call.ts';
import { deleteUser } from '#core/users/delete.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminDeleteUser = defineOperation<AdminDeleteUserCommandInput>({
  name: 'AdminDeleteUser',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), Username: required(username) },
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId!);
    await deleteUser(call, await findUserOrFail(call, Username!));
  },
});
