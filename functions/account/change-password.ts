import { changeOwnPassword } from '#core/password/own-change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
export const changePassword = defineOperation('ChangePassword', {
  async handle(call, { PreviousPassword, ProposedPassword }) {
    await changeOwnPassword(call, { previous: PreviousPassword, proposed: ProposedPassword });
    return {};
  },
});
