import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { fail } from '#core/errors.ts';
import { isLocked, PASSWORD_GUESSES, refuseLocked } from '#core/guesses/attempts.ts';
import { goOn } from './custom-flow.ts';
import type { SignInResult } from './ending.ts';
import { parameter } from './parameters.ts';
import { findSigner } from './signer.ts';
import { publicValueOf } from './srp-exchange.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Begins CUSTOM_AUTH, in which the functions of the pool decide how the sign-in goes on. With SRP_A as first challenge,
 * they may ask for the password before anything else. If the client prevents user existence errors, they are also asked
 * about unknown user names. A device that the user does not have is left out, as in USER_SRP_AUTH. PreAuthentication is not
 * asked.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export async function beginCustom(call: ClientCall, parameters: Parameters): Promise<SignInResult> {
  const srpA = firstChallenge(parameters) === 'SRP_A' ? publicValueOf(parameters) : undefined;
  const { signIn: begun, found, attempts, device } = await findSigner(call, parameters);
  const beginsWithPassword = srpA !== undefined;
  if (beginsWithPassword && isLocked(attempts, call.began)) refuseLocked(call, PASSWORD_GUESSES);
  if (!found.user && !hidesUsers(call.client)) fail('UserNotFoundException');
  const signIn = { ...begun, custom: beginsWithPassword ? ({ srp: true } as const) : {} };
  return goOn(call, { signIn, found, device, reached: undefined }, { srpA });
}

/** Returns the challenge that the client names to begin with. Throws InvalidParameterException for an impossible one. */
function firstChallenge(parameters: Parameters): 'SRP_A' | 'CUSTOM_CHALLENGE' {
  const name = parameter(parameters, 'CHALLENGE_NAME') || 'CUSTOM_CHALLENGE';
  if (name === 'SRP_A' || name === 'CUSTOM_CHALLENGE') return name;
  return fail('InvalidParameterException', 'CHALLENGE_NAME must be SRP_A or CUSTOM_CHALLENGE.');
}
