import { createHash, timingSafeEqual } from 'node:crypto';
import { noteChallenge } from '#core/audit-note.ts';
import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import { attemptsRef, isLocked, PASSWORD_GUESSES, refuseLocked } from '#core/guesses/attempts.ts';
import { foundCredentials } from '#core/password/credentials.ts';
import { poolSuffix } from '#core/pools/pool.ts';
import { fakeCredentials } from '#core/srp/fake.ts';
import { parsePublicValue, proof, serverEphemeral, sharedKey } from '#core/srp/srp.ts';
import { findUser, type MaybeUser } from '#core/users/find.ts';
import { isAliasOnly, normaliseName, srpUserId } from '#core/users/names.ts';
import { type AuthSession, NO_STAMP, newSignIn, sealSession } from './auth-session.ts';
import type { Guessed, Responses } from './challenge.ts';
import type { SignInResult } from './ending.ts';
import { requiredParameter } from './parameters.ts';

const NAME = 'PASSWORD_VERIFIER';
const EPHEMERAL_BYTES = 32;

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
  }));
  const { sub, user, more } = found;
  if (isLocked(more.attempts, call.began)) refuseLocked(call, PASSWORD_GUESSES);
  if (!user && !hidesUsers(client)) fail('UserNotFoundException');

  const { salt, v, userId } = srpSecrets(call, found, sub, username);
  const secret = deps.random.bytes(EPHEMERAL_BYTES);
  const B = serverEphemeral({ v, b: secret }).toString(16);
  const session: AuthSession<typeof NAME> = {
    ...newSignIn(call, { sub, asked: username, username: userId, stamp: user?.stamp ?? NO_STAMP }),
    state: { challenge: NAME, a: publicValue.toString(16), b: B, secret: secret.toString('hex') },
  };
  const secretBlock = Buffer.from(sealSession(deps.keys, session), 'base64url');
  noteChallenge(call, NAME);
  return {
    challenge: NAME,
    session: sessionOf(secretBlock),
    parameters: {
      SALT: salt,
      SECRET_BLOCK: secretBlock.toString('base64'),
      SRP_B: B,
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
  sessionIn(responses, given) {
    const secretBlock = secretBlockOf(responses);
    if (given && given !== sessionOf(secretBlock)) fail('NotAuthorizedException', TEXT.sessionInvalid);
    return secretBlock.toString('base64url');
  },
  answer(call, { session, found, responses }) {
    const { v, userId, isReal } = srpSecrets(call, found, session.sub, session.username);
    const { a, b, secret } = session.state;
    const key = sharedKey({ A: BigInt(`0x${a}`), B: BigInt(`0x${b}`), b: Buffer.from(secret, 'hex'), v });
    const given = Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
    const secretBlock = secretBlockOf(responses);
    const timestamp = requiredParameter(responses, 'TIMESTAMP');
    const expected = key && proof({ key, poolName: poolSuffix(call.pool.id), userId, secretBlock, timestamp });
    const proven = expected !== undefined && given.length === expected.length && timingSafeEqual(given, expected);
    return proven && isReal ? {} : undefined;
  },
};

/**
 * Returns the Session that belongs to a SECRET_BLOCK, which has the state. That is longer than a Session may be, and
 * older clients answer without a Session.
 */
function sessionOf(secretBlock: Buffer): string {
  return createHash('sha256').update(secretBlock).digest('base64url');
}

function secretBlockOf(responses: Responses): Buffer {
  return Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'), 'base64');
}

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
