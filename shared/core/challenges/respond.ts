import { type Call, type PoolCall, withClient } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { ChallengeName } from './auth-session.ts';
import { CHALLENGES } from './challenges.ts';
import { answerChallenge } from './driver.ts';
import type { SignInResult } from './ending.ts';
import { checkSignInHash, requiredParameter } from './parameters.ts';

/** Continues a sign-in, for RespondToAuthChallenge and AdminRespondToAuthChallenge. */
export async function respondToAuthChallenge(
  context: Call | PoolCall,
  request: {
    readonly challenge: string;
    readonly clientId: string;
    readonly session?: string;
    readonly responses: Readonly<Record<string, string>>;
  },
): Promise<SignInResult> {
  const { clientId, session } = request;
  const { challenge, responses } = inOwnName(request);
  const asked = Object.hasOwn(CHALLENGES, challenge) ? CHALLENGES[challenge as ChallengeName] : undefined;
  requiredParameter(responses, 'USERNAME');
  const call = await withClient(context, clientId, (call) => checkSignInHash(call, responses));
  if (!asked) return fail('InvalidParameterException', `${challenge} is not available in this version of Ownpool.`);
  return answerChallenge(call, asked, responses, session);
}

type Answer = { readonly challenge: string; readonly responses: Readonly<Record<string, string>> };

/**
 * Returns an answer under the name of its challenge. A password may answer SELECT_CHALLENGE under its own name.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
function inOwnName({ challenge, responses }: Answer): Answer {
  if (challenge !== 'PASSWORD' && challenge !== 'PASSWORD_SRP') return { challenge, responses };
  return { challenge: 'SELECT_CHALLENGE', responses: { ...responses, ANSWER: challenge } };
}
