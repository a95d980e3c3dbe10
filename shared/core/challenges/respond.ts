import { type Call, type ClientCall, type PoolCall, withClient } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { ChallengeName } from './flow.ts';
import { answerNewPasswordRequired } from './new-password-required.ts';
import { checkSignInHash, requiredParameter } from './parameters.ts';
import { answerPasswordVerifier } from './password-verifier.ts';
import type { SignInResult } from './sign-in.ts';

type Answer = (
  call: ClientCall,
  responses: Readonly<Record<string, string>>,
  session: string | undefined,
) => Promise<SignInResult>;

const ANSWERS: Readonly<Record<ChallengeName, Answer>> = {
  PASSWORD_VERIFIER: answerPasswordVerifier,
  NEW_PASSWORD_REQUIRED: answerNewPasswordRequired,
};

/** RespondToAuthChallenge and AdminRespondToAuthChallenge. */
export async function respondToAuthChallenge(
  context: Call | PoolCall,
  request: {
    readonly challenge: string;
    readonly clientId: string;
    readonly session?: string;
    readonly responses: Readonly<Record<string, string>>;
  },
): Promise<SignInResult> {
  const { challenge, clientId, responses, session } = request;
  const answer = Object.hasOwn(ANSWERS, challenge) ? ANSWERS[challenge as ChallengeName] : undefined;
  requiredParameter(responses, 'USERNAME');
  const call = await withClient(context, clientId, (call) => checkSignInHash(call, responses));
  if (!answer) return fail('InvalidParameterException', `${challenge} is not available in this version of Ownpool.`);
  return answer(call, responses, session);
}
