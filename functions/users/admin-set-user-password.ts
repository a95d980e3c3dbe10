import { withPool } from '#core/call.ts';
import { findUserAndAttempts, setPassword } from '#core/password/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
export const adminSetUserPassword = defineOperation('AdminSetUserPassword', {
  async handle(context, { UserPoolId, Username, Password, Permanent = false }) {
    const call = await withPool(context, UserPoolId);
    const found = await findUserAndAttempts(call, Username);
    await setPassword(call, found, { password: Password, permanent: Permanent });
    return {};
  },
});
