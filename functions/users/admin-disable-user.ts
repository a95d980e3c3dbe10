import type {
  AdminDisableUserCommandInput,
  AdminDisableUserCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withPool } from '#core/call.ts';
import { setEnabled } from '#core/users/enable.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminDisableUser = defineOperation<AdminDisableUserCommandInput, AdminDisableUserCommandOutput>({
  name: 'AdminDisableUser',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), Username: required(username) },
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId!);
    await setEnabled(call, await findUserOrFail(call, Username!), false);
    return {};
  },
});
