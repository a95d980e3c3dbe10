import type {
  ForgotPasswordCommandInput,
  ForgotPasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { requestNewPassword } from '#core/recovery/request.ts';
import { checkSelfRecovery } from '#core/recovery/target.ts';
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

export const forgotPassword = defineOperation<ForgotPasswordCommandInput, ForgotPasswordCommandOutput>({
  name: 'ForgotPassword',
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
      checkSelfRecovery(call.pool);
    });
    const details = await requestNewPassword(call, Username!);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});
