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
import { shownName } from '#core/users/names.ts';
import { type AuthSession, NO_STAMP, newSignIn, openSession, type SignIn, sealSession } from './auth-session.ts';
import type { Begun, Guessed, Responses } from './challenge.ts';
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
  const srpA = publicValueOf(parameters);
  const { pool, client } = call;
  const found = await findUser(call, username, (sub) => ({
    attempts: attemptsRef(PASSWORD_GUESSES, { poolId: pool.id, sub }),
  }));
  const { sub, user, more } = found;
  if (isLocked(more.attempts, call.began)) refuseLocked(call, PASSWORD_GUESSES);
  if (!user && !hidesUsers(client)) fail('UserNotFoundException');
  const shown = shownName(pool, username, found);
  const signIn = newSignIn(call, { sub, asked: username, username: shown, stamp: user?.stamp ?? NO_STAMP });
  const begun = srpParameters(call, { signIn, found }, srpA);
  noteChallenge(call, NAME);
  return { challenge: NAME, session: sessionOf(secretBlockOf(begun)), parameters: begun };
}

/** Returns the client's public value. Throws InvalidParameterException for one that breaks the exchange. */
export function publicValueOf(parameters: Readonly<Record<string, string>>): bigint {
  const value = parsePublicValue(requiredParameter(parameters, 'SRP_A'));
  return value ?? fail('InvalidParameterException', TEXT.srpInvalid);
}

/** Makes the server's half of the exchange. SECRET_BLOCK carries the sign-in and what it must remember. */
export function srpParameters(
  call: ClientCall,
  { signIn, found }: { readonly signIn: SignIn; readonly found: MaybeUser },
  publicValue: bigint,
): Begun['parameters'] {
  const { deps } = call;
  const { salt, v } = srpSecrets(call, found, signIn);
  const secret = deps.random.bytes(EPHEMERAL_BYTES);
  const B = serverEphemeral({ v, b: secret }).toString(16);
  const session: AuthSession<typeof NAME> = {
    ...signIn,
    state: { challenge: NAME, a: publicValue.toString(16), b: B, secret: secret.toString('hex') },
  };
  const sealed = Buffer.from(sealSession(deps.keys, session), 'base64url');
  return {
    SALT: salt,
    SECRET_BLOCK: sealed.toString('base64'),
    SRP_B: B,
    USERNAME: signIn.username,
    USER_ID_FOR_SRP: signIn.username,
  };
}

/** The answer to the challenge, which is the client's proof that it knows the password. */
export const passwordVerifier: Guessed<'PASSWORD_VERIFIER'> = {
  name: NAME,
  proves: 'PASSWORD',
  guesses: PASSWORD_GUESSES,
  required: ['USERNAME', 'PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP'],
  sessionIn(call, responses, given) {
    const secretBlock = secretBlockOf(responses);
    const sealed = secretBlock.toString('base64url');
    if (given && given !== sessionOf(secretBlock)) checkChoice(call, sealed, given);
    return sealed;
  },
  answer(call, { session, found, responses }) {
    const { v, isReal } = srpSecrets(call, found, session);
    const { a, b, secret } = session.state;
    const key = sharedKey({ A: BigInt(`0x${a}`), B: BigInt(`0x${b}`), b: Buffer.from(secret, 'hex'), v });
    const given = Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
    const secretBlock = secretBlockOf(responses);
    const timestamp = requiredParameter(responses, 'TIMESTAMP');
    const named = { poolName: poolSuffix(call.pool.id), userId: session.username };
    const expected = key && proof({ key, ...named, secretBlock, timestamp });
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

/** Throws NotAuthorizedException if a Session does not belong to the sign-in by choice that has led to the exchange. */
function checkChoice(call: ClientCall, sealed: string, given: string): void {
  const choice = openSession(call, given, ['SELECT_CHALLENGE']);
  if (choice.id !== openSession(call, sealed, [NAME]).id) fail('NotAuthorizedException', TEXT.sessionInvalid);
}

function secretBlockOf(responses: Responses): Buffer {
  return Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'), 'base64');
}

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
