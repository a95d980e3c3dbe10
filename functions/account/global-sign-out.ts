import type { GlobalSignOutCommandInput, GlobalSignOutCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { signOutEverywhere } from '#core/users/sign-out.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { token } from '#protocol/schema/shapes.ts';

export const globalSignOut = defineOperation<GlobalSignOutCommandInput, GlobalSignOutCommandOutput>({
  name: 'GlobalSignOut',
  auth: 'accessToken',
  input: { AccessToken: required(token) },
  async handle(call) {
    await signOutEverywhere(call, call.user);
    return {};
  },
});
