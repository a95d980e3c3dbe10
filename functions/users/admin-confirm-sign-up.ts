import { withPool } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { postConfirmation } from '#core/triggers/post-confirmation.ts';
import { changeUser } from '#core/users/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
export const adminConfirmSignUp = defineOperation('AdminConfirmSignUp', {
  async handle(context, { UserPoolId, Username }) {
    const call = await withPool(context, UserPoolId);
    const { after } = await changeUser(call, await findUserOrFail(call, Username), (user) => {
      if (user.status !== 'UNCONFIRMED') {
        fail('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
      }
      return { after: { ...user, status: 'CONFIRMED' as const, modifiedAt: call.deps.clock.now() } };
    });
    await postConfirmation(call, 'PostConfirmation_ConfirmSignUp', after);
    return {};
  },
});
