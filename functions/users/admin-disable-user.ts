import { withPool } from '#core/call.ts';
import { setEnabled } from '#core/users/enable.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html */
export const adminDisableUser = defineOperation('AdminDisableUser', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId);
    await setEnabled(call, await findUserOrFail(call, Username), false);
    return {};
  },
});
