import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { checkSendsCodes, resendSignUpCode } from '#core/sign-up/resend.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
export const resendConfirmationCode = defineOperation('ResendConfirmationCode', {
  async handle(context, { ClientId, SecretHash, Username }) {
    const call = await withClient(context, ClientId, (call) => {
      checkSecretHash(call, [Username], SecretHash);
      checkSendsCodes(call.pool);
    });
    const details = await resendSignUpCode(call, Username);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});
