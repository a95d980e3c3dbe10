import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { confirmNewPassword } from '#core/recovery/confirm.ts';
import { checkSelfRecovery } from '#core/recovery/target.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
export const confirmForgotPassword = defineOperation('ConfirmForgotPassword', {
  async handle(context, { ClientId, SecretHash, Username, ConfirmationCode, Password }) {
    const call = await withClient(context, ClientId, (call) => {
      checkSecretHash(call, [Username], SecretHash);
      checkSelfRecovery(call.pool);
    });
    const given = { username: Username, code: ConfirmationCode, password: Password };
    await confirmNewPassword(call, given);
    return {};
  },
});
