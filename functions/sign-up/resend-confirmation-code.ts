import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail } from '#core/errors.ts';
import { NOTHING_TO_VERIFY, resendSignUpCode } from '#core/sign-up/resend.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '../operations.ts';

export const resendConfirmationCode = defineOperation('ResendConfirmationCode', {
  async handle(context, { ClientId, SecretHash, Username }) {
    const call = await withClient(context, ClientId, (call) => {
      checkSecretHash(call, [Username], SecretHash);
      if (call.pool.autoVerifiedAttributes.length === 0) fail('NotAuthorizedException', NOTHING_TO_VERIFY);
    });
    const details = await resendSignUpCode(call, Username);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});
