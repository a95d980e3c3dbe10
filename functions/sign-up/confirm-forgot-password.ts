import type {
  ConfirmForgotPasswordCommandInput,
  ConfirmForgotPasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { confirmNewPassword } from '#core/recovery/confirm.ts';
import { checkSelfRecovery } from '#core/recovery/target.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  analyticsMetadata,
  clientMetadata,
  confirmationCode,
  maskedClientId,
  password,
  secretHash,
  userContextData,
  username,
} from '#protocol/schema/shapes.ts';

export const confirmForgotPassword = defineOperation<
  ConfirmForgotPasswordCommandInput,
  ConfirmForgotPasswordCommandOutput
>({
  name: 'ConfirmForgotPassword',
  auth: 'none',
  input: {
    ClientId: required(maskedClientId),
    SecretHash: secretHash,
    Username: required(username),
    ConfirmationCode: required(confirmationCode),
    Password: required(password),
    AnalyticsMetadata: analyticsMetadata,
    UserContextData: userContextData,
    ClientMetadata: clientMetadata,
  },
  async handle(context, { ClientId, SecretHash, Username, ConfirmationCode, Password }) {
    const call = await withClient(context, ClientId!, (call) => {
      checkSecretHash(call, [Username!], SecretHash);
      checkSelfRecovery(call.pool);
    });
    const given = { username: Username!, code: ConfirmationCode!, password: Password! };
    await confirmNewPassword(call, given);
    return {};
  },
});
