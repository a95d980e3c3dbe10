import { fail, TEXT } from '#core/errors.ts';
import { verifyAuthChallengeResponse } from '#core/triggers/verify-auth-challenge-response.ts';
import type { Delegated } from './challenge.ts';
import { goOn, seenByFunctions } from './custom-flow.ts';
import { requiredParameter } from './parameters.ts';

/**
 * A challenge that the functions of the pool make, verify and follow up. A wrong answer does not end the sign-in unless
 * they say so.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export const customChallenge: Delegated<'CUSTOM_CHALLENGE'> = {
  name: 'CUSTOM_CHALLENGE',
  vouches: 'CUSTOM',
  required: ['USERNAME', 'ANSWER'],
  async goOn(call, stepped, responses) {
    const { reached } = stepped;
    const { custom } = reached;
    if (!custom?.asked) return fail('NotAuthorizedException', TEXT.sessionInvalid);
    const { secret, metadata } = custom.asked;
    const answer = requiredParameter(responses, 'ANSWER');
    const isRight = await verifyAuthChallengeResponse(call, seenByFunctions(call, stepped), { secret, answer });
    const answered = [...custom.answered, { isRight, ...(metadata && { metadata }) }];
    return goOn(call, { ...stepped, reached: { ...reached, custom: { answered } } });
  },
};
