import { changeOwnPassword } from '#core/password/own-change.ts';
import { defineOperation } from '../operations.ts';

export const changePassword = defineOperation('ChangePassword', {
  async handle(call, { PreviousPassword, ProposedPassword }) {
    await changeOwnPassword(call, { previous: PreviousPassword, proposed: ProposedPassword });
    return {};
  },
});
