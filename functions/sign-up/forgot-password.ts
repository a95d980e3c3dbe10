import type {
  ForgotPasswordCommandInput,
  ForgotPasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
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
  async handle({ ClientId, SecretHash, Username }, deps, { began }) {
    const { client, pool } = await deps.configuration.withClient(ClientId!, (client, pool) => {
      checkSecretHash(deps.keys, client, [Username!], SecretHash);
      checkSelfRecovery(pool);
      return { client, pool };
    });
    const details = await requestNewPassword({ deps, pool, client, began }, Username!);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});
