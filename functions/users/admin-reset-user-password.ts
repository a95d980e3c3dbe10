import type {
  AdminResetUserPasswordCommandInput,
  AdminResetUserPasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withPool } from '#core/call.ts';
import { resetPassword } from '#core/recovery/admin.ts';
import { checkSelfRecovery } from '#core/recovery/target.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { clientMetadata, username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminResetUserPassword = defineOperation<
  AdminResetUserPasswordCommandInput,
  AdminResetUserPasswordCommandOutput
>({
  name: 'AdminResetUserPassword',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), Username: required(username), ClientMetadata: clientMetadata },
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId!, ({ pool }) => checkSelfRecovery(pool));
    await resetPassword(call, Username!);
    return {};
  },
});
