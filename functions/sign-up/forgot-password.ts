import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { TEXT } from '#core/errors.ts';
import { requestNewPassword } from '#core/recovery/request.ts';
import { checkSelfRecovery } from '#core/recovery/target.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
export const forgotPassword = defineOperation('ForgotPassword', {
  async handle(context, { ClientId, SecretHash, Username }) {
    const call = await withClient(context, ClientId, (call) => {
      checkSecretHash(call, [Username], SecretHash, TEXT.secretHashMissing(ClientId));
      checkSelfRecovery(call.pool);
    });
    const details = await requestNewPassword(call, Username);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});
