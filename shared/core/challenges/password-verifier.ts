import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { fail } from '#core/errors.ts';
import { isLocked, PASSWORD_GUESSES, refuseLocked } from '#core/guesses/attempts.ts';
import { foundCredentials } from '#core/password/credentials.ts';
import { poolSuffix } from '#core/pools/pool.ts';
import { fakeCredentials } from '#core/srp/fake.ts';
import { preAuthentication } from '#core/triggers/pre-authentication.ts';
import type { MaybeUser } from '#core/users/find.ts';
import type { SignIn } from './auth-session.ts';
import type { Begun, Guessed } from './challenge.ts';
import { challengeResult, type SignInResult } from './ending.ts';
import { requiredParameter } from './parameters.ts';
import { findSigner } from './signer.ts';
import { isProof, newExchange, publicValueOf, sessionInSecretBlock } from './srp-exchange.ts';

const NAME = 'PASSWORD_VERIFIER';

/**
 * Begins USER_SRP_AUTH with the server's half of the exchange. Nothing is written, because SECRET_BLOCK carries the
 * state. If the client prevents user existence errors, an unknown user name gets a challenge that looks like a real
 * one.
 */
export async function beginSrp(call: ClientCall, parameters: Readonly<Record<string, string>>): Promise<SignInResult> {
  requiredParameter(parameters, 'USERNAME');
  const A = publicValueOf(parameters);
  // amazon-cognito-identity-js goes on without its device when the answer to the challenge is refused for it, but not
  // when this request is. So an unknown device is left out here.
  const { asked, signIn, found, attempts } = await findSigner(call, parameters);
  if (isLocked(attempts, call.began)) refuseLocked(call, PASSWORD_GUESSES);
  if (!found.user && !hidesUsers(call.client)) fail('UserNotFoundException');
  await preAuthentication(call, asked, found.user);
  return challengeResult(call, signIn, NAME, askForProof(call, { signIn, found }, A));
}

/** Makes the server's half of the exchange, for the user who was found. SECRET_BLOCK carries the state. */
export function askForProof(
  call: ClientCall,
  { signIn, found }: { readonly signIn: SignIn; readonly found: MaybeUser },
  A: bigint,
): Begun<typeof NAME> {
  const { salt, v } = srpSecrets(call, found, signIn);
  const exchange = newExchange(call, { A, v });
  return {
    state: { challenge: NAME, ...exchange },
    parameters: { SALT: salt, SRP_B: exchange.b, USERNAME: signIn.username },
    isSecretBlock: true,
  };
}

/** The answer to the challenge, which is the client's proof that it knows the password. */
export const passwordVerifier: Guessed<'PASSWORD_VERIFIER'> = {
  name: NAME,
  proves: 'PASSWORD',
  guesses: PASSWORD_GUESSES,
  required: ['USERNAME', 'PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP'],
  sessionIn: sessionInSecretBlock,
  answer(call, { session, found, responses }) {
    const { v, isReal } = srpSecrets(call, found, session);
    const named = { poolName: poolSuffix(call.pool.id), userId: session.username };
    const proven = isProof(session.state, { ...named, v }, responses);
    return proven && isReal ? {} : undefined;
  },
};

/**
 * Returns the salt and the verifier of the user. For an unknown name or a user without a password, they are made from
 * the sub, which may be imaginary, so that a caller who asks again with the id from the answer gets the same ones.
 */
function srpSecrets({ deps, pool }: ClientCall, found: MaybeUser, { sub }: Pick<SignIn, 'sub'>) {
  const key = deps.keys.derive('credentials', 'imaginary-user');
  // These are made for every name, so that an unknown one takes no longer.
  const imaginary = fakeCredentials({ key, poolId: pool.id, username: sub });
  const srp = foundCredentials(deps.keys, found)?.srp;
  if (srp) return { salt: srp.salt, v: Buffer.from(srp.verifier, 'hex'), isReal: true };
  return { salt: imaginary.salt, v: imaginary.verifier, isReal: false };
}
