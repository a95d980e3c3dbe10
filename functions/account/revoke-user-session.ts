import { withPool } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { checkTracksSessions } from '#core/pools/sessions.ts';
import { revokeSession } from '#core/tokens/sessions.ts';
import { sessionIdOf } from '#core/tokens/user-session.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html */
export const revokeUserSession = defineOperation('RevokeUserSession', {
  async handle(context, { SessionId, RevokeAssociatedSessions }) {
    const call = await withPool(context, context.pool.id, ({ pool }) => checkTracksSessions(pool));
    if (SessionId === sessionIdOf('TOKEN', call.family.eventId)) {
      fail('InvalidParameterException', 'The session of the access token cannot be revoked.');
    }
    const linked = RevokeAssociatedSessions === 'LINKED';
    await revokeSession(call, call.user, { sessionId: SessionId, linked });
    return {};
  },
});
