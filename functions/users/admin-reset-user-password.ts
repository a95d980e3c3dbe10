import { withPool } from '#core/call.ts';
import { resetPassword } from '#core/recovery/admin.ts';
import { checkSelfRecovery } from '#core/recovery/target.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html */
export const adminResetUserPassword = defineOperation('AdminResetUserPassword', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId, ({ pool }) => checkSelfRecovery(pool));
    await resetPassword(call, Username);
    return {};
  },
});
