import type { InitiateAuthCommandInput, InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { initiateAuth as initiate, PUBLIC_FLOWS } from '#core/challenges/initiate.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  analyticsMetadata,
  authFlow,
  authParameters,
  clientId,
  clientMetadata,
  session,
  userContextData,
} from '#protocol/schema/shapes.ts';
import { authOutput } from './auth-output.ts';

export const initiateAuth = defineOperation<InitiateAuthCommandInput, InitiateAuthCommandOutput>({
  name: 'InitiateAuth',
  auth: 'none',
  input: {
    AuthFlow: required(authFlow),
    AuthParameters: authParameters,
    ClientMetadata: clientMetadata,
    ClientId: required(clientId),
    AnalyticsMetadata: analyticsMetadata,
    UserContextData: userContextData,
    Session: session,
  },
  async handle(call, { AuthFlow, AuthParameters, ClientId }) {
    const result = await initiate(call, PUBLIC_FLOWS, {
      authFlow: AuthFlow!,
      clientId: ClientId!,
      parameters: AuthParameters ?? {},
    });
    return authOutput(result);
  },
});
