import type { AdminDeleteUserCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { deleteUser } from '#core/users/delete.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminDeleteUser = defineOperation<AdminDeleteUserCommandInput>({
  name: 'AdminDeleteUser',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), Username: required(username) },
  async handle({ UserPoolId, Username }, deps) {
    const pool = await deps.configuration.withPool(UserPoolId!);
    await deleteUser(deps, await findUserOrFail(deps, pool, Username!));
  },
});
