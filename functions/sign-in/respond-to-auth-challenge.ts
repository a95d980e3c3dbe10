import { respondToAuthChallenge as respond } from '#core/challenges/respond.ts';
import { defineOperation } from '../operations.ts';
import { authOutput } from './auth-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
export const respondToAuthChallenge = defineOperation('RespondToAuthChallenge', {
  async handle(call, { ChallengeName, ChallengeResponses, ClientId, Session }) {
    const result = await respond(call, {
      challenge: ChallengeName,
      clientId: ClientId,
      session: Session,
      responses: ChallengeResponses ?? {},
    });
    return authOutput(result);
  },
});
