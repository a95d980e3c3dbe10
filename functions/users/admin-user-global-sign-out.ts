import type {
  AdminUserGlobalSignOutCommandInput,
  AdminUserGlobalSignOutCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { signOutEverywhere } from '#core/users/sign-out.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminUserGlobalSignOut = defineOperation<
  AdminUserGlobalSignOutCommandInput,
  AdminUserGlobalSignOutCommandOutput
>({
  name: 'AdminUserGlobalSignOut',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), Username: required(username) },
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId!);
    await signOutEverywhere(call, await findUserOrFail(call, Username!));
    return {};
  },
});
