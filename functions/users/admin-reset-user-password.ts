import { withPool } from '#core/call.ts';
import { resetPassword } from '#core/recovery/admin.ts';
import { checkSelfRecovery } from '#core/recovery/target.ts';
import { defineOperation } from '../operations.ts';

export const adminResetUserPassword = defineOperation('AdminResetUserPassword', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId, ({ pool }) => checkSelfRecovery(pool));
    await resetPassword(call, Username);
    return {};
  },
});
