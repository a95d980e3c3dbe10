import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Deps } from '#ports/deps.ts';
import type { ChallengeName } from './flow.ts';
import { answerNewPasswordRequired } from './new-password-required.ts';
import { parameter, requiredParameter } from './parameters.ts';
import { answerPasswordVerifier } from './password-verifier.ts';
import type { SignIn, SignInResult } from './sign-in.ts';

type Answer = (
  signIn: SignIn,
  responses: Readonly<Record<string, string>>,
  session: string | undefined,
) => Promise<SignInResult>;

const ANSWERS: Readonly<Record<ChallengeName, Answer>> = {
  PASSWORD_VERIFIER: answerPasswordVerifier,
  NEW_PASSWORD_REQUIRED: answerNewPasswordRequired,
};

/** RespondToAuthChallenge and AdminRespondToAuthChallenge. */
export async function respondToAuthChallenge(
  deps: Deps,
  request: {
    readonly challenge: string;
    readonly clientId: string;
    readonly poolId?: string;
    readonly session?: string;
    readonly responses: Readonly<Record<string, string>>;
    readonly began: number;
  },
): Promise<SignInResult> {
  const { challenge, clientId, responses, session, began } = request;
  const answer = Object.hasOwn(ANSWERS, challenge) ? ANSWERS[challenge as ChallengeName] : undefined;
  const username = requiredParameter(responses, 'USERNAME');
  const signIn = await deps.configuration.withClient(
    clientId,
    (client, pool): SignIn => {
      checkSecretHash(
        deps.keys,
        client,
        [username],
        parameter(responses, 'SECRET_HASH'),
        TEXT.secretHashMissing(client.id),
      );
      return { deps, client, pool, began };
    },
    request.poolId,
  );
  if (!answer) return fail('InvalidParameterException', `${challenge} is not available in this version of Ownpool.`);
  return answer(signIn, responses, session);
}
