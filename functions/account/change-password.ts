import type {
  ChangePasswordCommandInput,
  ChangePasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { changeOwnPassword } from '#core/password/own-change.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { password, token } from '#protocol/schema/shapes.ts';

export const changePassword = defineOperation<ChangePasswordCommandInput, ChangePasswordCommandOutput>({
  name: 'ChangePassword',
  auth: 'accessToken',
  input: { PreviousPassword: password, ProposedPassword: required(password), AccessToken: required(token) },
  async handle(call, { PreviousPassword, ProposedPassword }) {
    await changeOwnPassword(call, { previous: PreviousPassword, proposed: ProposedPassword! });
    return {};
  },
});
