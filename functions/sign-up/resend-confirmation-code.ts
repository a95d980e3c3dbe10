import type {
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
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
  async handle({ ClientId, SecretHash, Username }, deps, { began }) {
    const { client, pool } = await deps.configuration.withClient(ClientId!, (client, pool) => {
      checkSecretHash(deps.keys, client, [Username!], SecretHash);
      if (pool.autoVerifiedAttributes.length === 0) fail('NotAuthorizedException', NOTHING_TO_VERIFY);
      return { client, pool };
    });
    const details = await resendSignUpCode({ deps, pool, client, began }, Username!);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});
