import { withPool } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { checkTracksSessions } from '#core/pools/sessions.ts';
import { listSessions } from '#core/tokens/session-list.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { userSessionOutput } from '#protocol/user-session-output.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html */
export const adminListUserSessions = defineOperation('AdminListUserSessions', {
  async handle(context, { UserPoolId, Username, NextToken }) {
    const call = await withPool(context, UserPoolId, ({ pool }) => checkTracksSessions(pool));
    // A list has one page, so that no token leads to another one.
    if (NextToken !== undefined) fail('InvalidParameterException', TEXT.pageTokenInvalid);
    const sessions = await listSessions(call, await findUserOrFail(call, Username));
    return { Sessions: sessions.map((session) => userSessionOutput(session)) };
  },
});
