import { noteChallenge } from '#core/audit-note.ts';
import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { deviceRef, unforgotten } from '#core/devices/device.ts';
import { fail, TEXT } from '#core/errors.ts';
import { attemptsRef, isLocked, PASSWORD_GUESSES, refuseLocked } from '#core/guesses/attempts.ts';
import { foundCredentials } from '#core/password/credentials.ts';
import { poolSuffix } from '#core/pools/pool.ts';
import { fakeCredentials } from '#core/srp/fake.ts';
import { parsePublicValue } from '#core/srp/srp.ts';
import { findUser, type MaybeUser } from '#core/users/find.ts';
import { isAliasOnly, normaliseName, srpUserId } from '#core/users/names.ts';
import { type AuthSession, NO_STAMP, newSignIn, sealSession } from './auth-session.ts';
import type { Guessed } from './challenge.ts';
import type { SignInResult } from './ending.ts';
import { namedDevice, requiredParameter } from './parameters.ts';
import { isProof, newExchange, secretBlockOf, sessionBeside, sessionInSecretBlock } from './srp-exchange.ts';

const NAME = 'PASSWORD_VERIFIER';

/**
 * Begins USER_SRP_AUTH with the server's half of the exchange. Nothing is written, because SECRET_BLOCK carries the
 * state. If the client prevents user existence errors, an unknown user name gets a challenge that looks like a real
 * one.
 */
export async function beginSrp(call: ClientCall, parameters: Readonly<Record<string, string>>): Promise<SignInResult> {
  const username = requiredParameter(parameters, 'USERNAME');
  const publicValue = parsePublicValue(requiredParameter(parameters, 'SRP_A'));
  if (publicValue === undefined) return fail('InvalidParameterException', TEXT.srpInvalid);
  const { deps, pool, client } = call;
  const found = await findUser(call, username, (sub) => ({
    attempts: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
    device: deviceRef({ poolId: pool.id, sub }, namedDevice(call, parameters)),
  }));
  const { sub, user, more } = found;
  if (isLocked(more.attempts, call.began)) refuseLocked(call, PASSWORD_GUESSES);
  if (!user && !hidesUsers(client)) fail('UserNotFoundException');

  const { salt, v, userId } = srpSecrets(call, found, sub, username);
  // amazon-cognito-identity-js goes on without its device when the answer to the challenge is refused for it, but not
  // when this request is. So an unknown device is left out here.
  const device = unforgotten(more.device);
  const exchange = newExchange(call, { A: publicValue, v });
  const who = { sub, asked: username, username: userId, stamp: user?.stamp ?? NO_STAMP };
  const session: AuthSession<typeof NAME> = {
    ...newSignIn(call, { ...who, ...(device && { deviceKey: device.key }) }),
    state: { challenge: NAME, ...exchange },
  };
  const secretBlock = secretBlockOf(sealSession(deps.keys, session));
  noteChallenge(call, NAME);
  return {
    challenge: NAME,
    session: sessionBeside(secretBlock),
    parameters: {
      SALT: salt,
      SECRET_BLOCK: secretBlock,
      SRP_B: exchange.b,
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    },
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
    const { v, userId, isReal } = srpSecrets(call, found, session.sub, session.username);
    const proven = isProof(session.state, { poolName: poolSuffix(call.pool.id), userId, v }, responses);
    return proven && isReal ? {} : undefined;
  },
};

/**
 * Returns the salt, the verifier and the id of the user. For an unknown name or a user without a password, the salt and
 * the verifier are made from the sub, which may be imaginary, so that a caller who asks again with the id from the
 * answer gets the same ones.
 */
function srpSecrets({ deps, pool }: ClientCall, found: MaybeUser, sub: string, username: string) {
  const key = deps.keys.derive('credentials', 'imaginary-user');
  // These are made for every name, so that an unknown one takes no longer.
  const imaginary = fakeCredentials({ key, poolId: pool.id, username: sub });
  const imaginaryId = isAliasOnly(pool, username) ? sub : normaliseName(pool, username);
  const userId = found.user ? srpUserId(pool, found.user.username) : imaginaryId;
  const srp = foundCredentials(deps.keys, found)?.srp;
  if (srp) return { salt: srp.salt, v: Buffer.from(srp.verifier, 'hex'), userId, isReal: true };
  return { salt: imaginary.salt, v: imaginary.verifier, userId, isReal: false };
}
