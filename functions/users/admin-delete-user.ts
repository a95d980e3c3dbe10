import { withPool } from '#core/call.ts';
import { deleteUser } from '#core/users/delete.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
export const adminDeleteUser = defineOperation('AdminDeleteUser', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId);
    await deleteUser(call, await findUserOrFail(call, Username));
  },
});
