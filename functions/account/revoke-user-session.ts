import { withPool } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { checkTracksSessions } from '#core/pools/sessions.ts';
import { revokeSession } from '#core/tokens/sessions.ts';
import { sessionIdOf } from '#core/tokens/user-session.ts';
import { defineOperation } from '../operations.ts';

/**
 * RevokeAssociatedSessions makes no difference: no session has come through one of the hosted pages.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html
 */
export const revokeUserSession = defineOperation('RevokeUserSession', {
  async handle(context, { SessionId }) {
    const call = await withPool(context, context.pool.id, ({ pool }) => checkTracksSessions(pool));
    if (SessionId === sessionIdOf(call.family)) {
      fail('InvalidParameterException', 'The session of the access token cannot be revoked.');
    }
    await revokeSession(call, call.user, SessionId);
    return {};
  },
});
