import { wireAttributes } from '#core/attributes/wire.ts';
import { withPool } from '#core/call.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { shownUser } from '#core/users/shown.ts';
import { userState } from '#protocol/user-output.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
export const adminGetUser = defineOperation('AdminGetUser', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId);
    const user = shownUser(call.pool, await findUserOrFail(call, Username));
    return { Username: user.username, UserAttributes: wireAttributes(user), ...userState(user) };
  },
});
