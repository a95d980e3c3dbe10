import type {
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withPool } from '#core/call.ts';
import { respondToAuthChallenge } from '#core/challenges/respond.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  analyticsMetadata,
  authParameters,
  challengeName,
  clientId,
  clientMetadata,
  contextData,
  session,
  userPoolId,
} from '#protocol/schema/shapes.ts';
import { authOutput } from './auth-output.ts';

export const adminRespondToAuthChallenge = defineOperation<
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput
>({
  name: 'AdminRespondToAuthChallenge',
  auth: 'sigv4',
  input: {
    UserPoolId: required(userPoolId),
    ClientId: required(clientId),
    ChallengeName: required(challengeName),
    ChallengeResponses: authParameters,
    Session: session,
    AnalyticsMetadata: analyticsMetadata,
    ContextData: contextData,
    ClientMetadata: clientMetadata,
  },
  async handle(context, { UserPoolId, ChallengeName, ChallengeResponses, ClientId, Session }) {
    const call = await withPool(context, UserPoolId!);
    const result = await respondToAuthChallenge(call, {
      challenge: ChallengeName!,
      clientId: ClientId!,
      session: Session,
      responses: ChallengeResponses ?? {},
    });
    return authOutput(result);
  },
});
