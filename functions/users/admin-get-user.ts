import type { AdminGetUserCommandInput, AdminGetUserCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { wireAttributes } from '#core/attributes/wire.ts';
import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { username, userPoolId } from '#protocol/schema/shapes.ts';
import { userState } from './user-output.ts';

export const adminGetUser = defineOperation<AdminGetUserCommandInput, AdminGetUserCommandOutput>({
  name: 'AdminGetUser',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), Username: required(username) },
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId!);
    const user = await findUserOrFail(call, Username!);
    return { Username: user.username, UserAttributes: wireAttributes(user), ...userState(user) };
  },
});
