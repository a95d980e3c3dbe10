import { withPool } from '#core/call.ts';
import { respondToAuthChallenge } from '#core/challenges/respond.ts';
import { defineOperation } from '../operations.ts';
import { authOutput } from './auth-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html */
export const adminRespondToAuthChallenge = defineOperation('AdminRespondToAuthChallenge', {
  async handle(context, { UserPoolId, ChallengeName, ChallengeResponses, ClientId, Session }) {
    const call = await withPool(context, UserPoolId);
    const result = await respondToAuthChallenge(call, {
      challenge: ChallengeName,
      clientId: ClientId,
      session: Session,
      responses: ChallengeResponses ?? {},
    });
    return authOutput(result);
  },
});
