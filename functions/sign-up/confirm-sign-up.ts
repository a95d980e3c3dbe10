import type { ConfirmSignUpCommandInput, ConfirmSignUpCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { confirmSignUp as confirm } from '#core/sign-up/confirm.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  analyticsMetadata,
  clientMetadata,
  confirmationCode,
  flag,
  maskedClientId,
  secretHash,
  session,
  userContextData,
  username,
} from '#protocol/schema/shapes.ts';

export const confirmSignUp = defineOperation<ConfirmSignUpCommandInput, ConfirmSignUpCommandOutput>({
  name: 'ConfirmSignUp',
  auth: 'none',
  input: {
    ClientId: required(maskedClientId),
    SecretHash: secretHash,
    Username: required(username),
    ConfirmationCode: required(confirmationCode),
    ForceAliasCreation: flag,
    AnalyticsMetadata: analyticsMetadata,
    UserContextData: userContextData,
    ClientMetadata: clientMetadata,
    Session: session,
  },
  async handle(context, { ClientId, SecretHash, Username, ConfirmationCode, ForceAliasCreation }) {
    const call = await withClient(context, ClientId!, (call) => {
      checkSecretHash(call, [Username!], SecretHash);
    });
    const given = { username: Username!, code: ConfirmationCode!, forceAlias: ForceAliasCreation ?? false };
    await confirm(call, given);
    return {};
  },
});
