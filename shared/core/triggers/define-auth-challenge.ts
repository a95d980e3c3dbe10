import type { ClientCall } from '#core/call.ts';
import { authChallengeFunctions, type ChallengedUser, type ChallengeResult } from './auth-challenge.ts';
import { readResponse } from './response.ts';
import { askFunction, type Question } from './run.ts';

type Decision = {
  readonly challengeName?: string | undefined;
  readonly issueTokens: boolean;
  readonly failAuthentication: boolean;
};

/** @internal A test compares it with the types that existing functions expect. */
export type DefineAuthChallengeQuestion = Question<
  'DefineAuthChallenge_Authentication',
  ChallengedUser['request'] & { readonly session: readonly ChallengeResult[] },
  { readonly challengeName: null; readonly issueTokens: null; readonly failAuthentication: null }
>;

/**
 * Asks the pool's function how a custom sign-in goes on after these results, the oldest first. Throws what askFunction
 * throws.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export async function defineAuthChallenge(
  call: ClientCall,
  { userName, request }: ChallengedUser,
  session: readonly ChallengeResult[],
): Promise<Decision> {
  const functionArn = authChallengeFunctions(call.pool).define;
  const question: DefineAuthChallengeQuestion = {
    source: 'DefineAuthChallenge_Authentication',
    userName,
    request: { ...request, session },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  };
  const response = readResponse(await askFunction(call, { trigger: 'DefineAuthChallenge', functionArn }, question));
  return {
    challengeName: response.text('challengeName'),
    issueTokens: response.flag('issueTokens'),
    failAuthentication: response.flag('failAuthentication'),
  };
}
