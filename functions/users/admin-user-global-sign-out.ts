import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { signOutEverywhere } from '#core/users/sign-out.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html */
export const adminUserGlobalSignOut = defineOperation('AdminUserGlobalSignOut', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId);
    await signOutEverywhere(call, await findUserOrFail(call, Username));
    return {};
  },
});
