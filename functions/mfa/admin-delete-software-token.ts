import { withPool } from '#core/call.ts';
import { deleteSoftwareToken } from '#core/mfa/delete.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html */
export const adminDeleteSoftwareToken = defineOperation('AdminDeleteSoftwareToken', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId);
    await deleteSoftwareToken(call, await findUserOrFail(call, Username));
    return {};
  },
});
