import { withPool } from '#core/call.ts';
import { checkTracksSessions } from '#core/pools/sessions.ts';
import { revokeSession } from '#core/tokens/sessions.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/**
 * RevokeAssociatedSessions makes no difference: no session has come through one of the hosted pages.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html
 */
export const adminRevokeUserSession = defineOperation('AdminRevokeUserSession', {
  async handle(context, { UserPoolId, Username, SessionId }) {
    const call = await withPool(context, UserPoolId, ({ pool }) => checkTracksSessions(pool));
    await revokeSession(call, await findUserOrFail(call, Username), SessionId);
    return {};
  },
});
