import type {
  AdminInitiateAuthCommandInput,
  AdminInitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withPool } from '#core/call.ts';
import { ADMIN_FLOWS, initiateAuth } from '#core/challenges/initiate.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  analyticsMetadata,
  authFlow,
  authParameters,
  clientId,
  clientMetadata,
  contextData,
  session,
  userPoolId,
} from '#protocol/schema/shapes.ts';
import { authOutput } from './auth-output.ts';

export const adminInitiateAuth = defineOperation<AdminInitiateAuthCommandInput, AdminInitiateAuthCommandOutput>({
  name: 'AdminInitiateAuth',
  auth: 'sigv4',
  input: {
    UserPoolId: required(userPoolId),
    ClientId: required(clientId),
    AuthFlow: required(authFlow),
    AuthParameters: authParameters,
    ClientMetadata: clientMetadata,
    AnalyticsMetadata: analyticsMetadata,
    ContextData: contextData,
    Session: session,
  },
  async handle(context, { UserPoolId, AuthFlow, AuthParameters, ClientId }) {
    const call = await withPool(context, UserPoolId!);
    const result = await initiateAuth(call, ADMIN_FLOWS, {
      authFlow: AuthFlow!,
      clientId: ClientId!,
      parameters: AuthParameters ?? {},
    });
    return authOutput(result);
  },
});
