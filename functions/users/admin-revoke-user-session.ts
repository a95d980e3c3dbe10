import { withPool } from '#core/call.ts';
import { checkTracksSessions } from '#core/pools/sessions.ts';
import { revokeSession } from '#core/tokens/sessions.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html */
export const adminRevokeUserSession = defineOperation('AdminRevokeUserSession', {
  async handle(context, { UserPoolId, Username, SessionId, RevokeAssociatedSessions }) {
    const call = await withPool(context, UserPoolId, ({ pool }) => checkTracksSessions(pool));
    const linked = RevokeAssociatedSessions === 'LINKED';
    await revokeSession(call, await findUserOrFail(call, Username), { sessionId: SessionId, linked });
    return {};
  },
});
