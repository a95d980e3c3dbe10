import type {
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { respondToAuthChallenge as respond } from '#core/challenges/respond.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  analyticsMetadata,
  authParameters,
  challengeName,
  clientId,
  clientMetadata,
  session,
  userContextData,
} from '#protocol/schema/shapes.ts';
import { authOutput } from './auth-output.ts';

export const respondToAuthChallenge = defineOperation<
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput
>({
  name: 'RespondToAuthChallenge',
  auth: 'none',
  input: {
    ClientId: required(clientId),
    ChallengeName: required(challengeName),
    Session: session,
    ChallengeResponses: authParameters,
    AnalyticsMetadata: analyticsMetadata,
    UserContextData: userContextData,
    ClientMetadata: clientMetadata,
  },
  async handle(call, { ChallengeName, ChallengeResponses, ClientId, Session }) {
    const result = await respond(call, {
      challenge: ChallengeName!,
      clientId: ClientId!,
      session: Session,
      responses: ChallengeResponses ?? {},
    });
    return authOutput(result);
  },
});
