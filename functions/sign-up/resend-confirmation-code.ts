import type {
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail } from '#core/errors.ts';
import { NOTHING_TO_VERIFY, resendSignUpCode } from '#core/sign-up/resend.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  analyticsMetadata,
  clientMetadata,
  maskedClientId,
  secretHash,
  userContextData,
  username,
} from '#protocol/schema/shapes.ts';

export const resendConfirmationCode = defineOperation<
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput
>({
  name: 'ResendConfirmationCode',
  auth: 'none',
  input: {
    ClientId: required(maskedClientId),
    SecretHash: secretHash,
    UserContextData: userContextData,
    Username: required(username),
    AnalyticsMetadata: analyticsMetadata,
    ClientMetadata: clientMetadata,
  },
  async handle(context, { ClientId, SecretHash, Username }) {
    const call = await withClient(context, ClientId!, (call) => {
      checkSecretHash(call, [Username!], SecretHash);
      if (call.pool.autoVerifiedAttributes.length === 0) fail('NotAuthorizedException', NOTHING_TO_VERIFY);
    });
    const details = await resendSignUpCode(call, Username!);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});
