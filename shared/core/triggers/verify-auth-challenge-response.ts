import type { ClientCall } from '#core/call.ts';
import { authChallengeFunctions, type ChallengedUser, type Texts } from './auth-challenge.ts';
import { readResponse } from './response.ts';
import { askFunction, type Question } from './run.ts';

/** @internal A test compares it with the types that existing functions expect. */
export type VerifyAuthChallengeResponseQuestion = Question<
  'VerifyAuthChallengeResponse_Authentication',
  ChallengedUser['request'] & { readonly privateChallengeParameters: Texts; readonly challengeAnswer: string },
  { readonly answerCorrect: null }
>;

/**
 * Asks the pool's function whether the answer to a custom challenge is right. `secret` is what the function that made the
 * challenge has left for this one. Throws what askFunction throws.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 */
export async function verifyAuthChallengeResponse(
  call: ClientCall,
  { userName, request }: ChallengedUser,
  { secret, answer }: { readonly secret: Texts; readonly answer: string },
): Promise<boolean> {
  const functionArn = authChallengeFunctions(call.pool).verify;
  const question: VerifyAuthChallengeResponseQuestion = {
    source: 'VerifyAuthChallengeResponse_Authentication',
    userName,
    request: { ...request, privateChallengeParameters: secret, challengeAnswer: answer },
    response: { answerCorrect: null },
  };
  const asked = { trigger: 'VerifyAuthChallengeResponse', functionArn } as const;
  return readResponse(await askFunction(call, asked, question)).flag('answerCorrect');
}
