import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { USERNAME_FORM } from '#core/constraints/forms.ts';
import { fail } from '#core/errors.ts';
import { attemptsRef, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { findUser } from '#core/users/find.ts';
import { shownName } from '#core/users/names.ts';
import { NO_STAMP, newSignIn } from './auth-session.ts';
import { type Choice, choiceNamed, openChoices } from './choices.ts';
import { challengeResult, type SignInResult } from './ending.ts';
import { signInAfterSignUp } from './hand-over.ts';
import { parameter, requiredParameter } from './parameters.ts';
import { judgePassword } from './password.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Begins USER_AUTH, in which the client chooses how to go on. A preferred choice is taken at once if the user has it;
 * otherwise the client is told of the choices. If the client prevents user existence errors, an unknown user name gets
 * choices like a real one. With the Session of ConfirmSignUp the user is signed in at once.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
export async function beginByChoice(
  call: ClientCall,
  parameters: Parameters,
  session: string | undefined,
): Promise<SignInResult> {
  const username = requiredParameter(parameters, 'USERNAME');
  const signedIn = session === undefined ? undefined : await signInAfterSignUp(call, username, session);
  return signedIn ?? choose(call, username, parameters);
}

async function choose(call: ClientCall, username: string, parameters: Parameters): Promise<SignInResult> {
  const { pool, client } = call;
  const wanted = wantedChoice(parameters);
  const found = await findUser(call, username, (sub) => ({
    attempts: wanted && !wanted.onward ? attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }) : undefined,
  }));
  const { sub, user, more } = found;
  if (!user && !hidesUsers(client)) fail('UserNotFoundException');

  const shown = shownName(pool, username, found);
  const signIn = newSignIn(call, { sub, asked: username, username: shown, stamp: user?.stamp ?? NO_STAMP });
  const name = username.length > USERNAME_FORM.max ? '' : username;
  const chooser = { signIn, found, name };
  const open = openChoices(call, chooser);
  const available = open.map((choice) => choice.name);
  const preferred = open.find((choice) => choice === wanted);
  if (!preferred) {
    const state = { challenge: 'SELECT_CHALLENGE', name } as const;
    const begun = { state, parameters: { USERNAME: shown } };
    return { ...challengeResult(call, signIn, 'SELECT_CHALLENGE', begun), available };
  }
  if (!preferred.onward) {
    return judgePassword(call, { signIn, found, seen: more.attempts }, requiredParameter(parameters, 'PASSWORD'));
  }
  const onward = preferred.onward(call, chooser, parameters);
  const begun = await onward.begin(signIn);
  return { ...challengeResult(call, signIn, onward.name, begun), available };
}

/**
 * Returns the choice that the client prefers. Throws InvalidParameterException if the parameter that goes with it is
 * missing.
 */
function wantedChoice(parameters: Parameters): Choice | undefined {
  const wanted = choiceNamed(parameter(parameters, 'PREFERRED_CHALLENGE'));
  if (wanted?.needs) requiredParameter(parameters, wanted.needs);
  return wanted;
}
