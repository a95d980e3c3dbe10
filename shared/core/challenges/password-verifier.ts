import { timingSafeEqual } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { decoyRef } from '#core/decoys/decoy.ts';
import { fail, TEXT } from '#core/errors.ts';
import { attemptsRef, isLocked, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { foundCredentials } from '#core/password/credentials.ts';
import { poolSuffix } from '#core/pools/pool.ts';
import { fakeCredentials } from '#core/srp/fake.ts';
import { parsePublicValue, proof, serverEphemeral, sharedKey } from '#core/srp/srp.ts';
import { findUser, type MaybeUser } from '#core/users/find.ts';
import { isAliasOnly, normaliseName, srpUserId } from '#core/users/names.ts';
import { type Flow, openFlow, sealFlow } from './flow.ts';
import { requiredParameter } from './parameters.ts';
import { concludeStep, isNameInFlow, NO_STAMP, newFlow, passwordRules, type SignInResult } from './sign-in.ts';

const NAME = 'PASSWORD_VERIFIER';
const EPHEMERAL_BYTES = 32;

/**
 * USER_SRP_AUTH: the server's half of the exchange. Nothing is written; SECRET_BLOCK carries the state. A name that
 * leads to nobody gets a challenge that can't be told from a real one, unless the client is LEGACY.
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
  if (isLocked(more.attempts, call.began)) PASSWORD_GUESSES.locked();
  if (!user && !hidesUsers(client)) fail('UserNotFoundException');

  const { salt, v, userId } = srpSecrets(call, found, sub, username);
  const secret = deps.random.bytes(EPHEMERAL_BYTES);
  const B = serverEphemeral({ v, b: secret }).toString(16);
  const flow: Flow = {
    ...newFlow(call, { sub, asked: username, username: userId, stamp: user?.stamp ?? NO_STAMP }),
    challenge: NAME,
    srp: { a: publicValue.toString(16), b: B, secret: secret.toString('hex') },
  };
  const sealed = Buffer.from(sealFlow(deps.keys, flow), 'base64url');
  return {
    challenge: NAME,
    parameters: {
      SALT: salt,
      SECRET_BLOCK: sealed.toString('base64'),
      SRP_B: B,
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    },
  };
}

/** The answer to PASSWORD_VERIFIER: the client's proof that it knows the password. */
export async function answerPasswordVerifier(
  call: ClientCall,
  responses: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  const { deps, pool, client } = call;
  const username = requiredParameter(responses, 'USERNAME');
  const secretBlock = Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'), 'base64');
  const given = Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
  const timestamp = requiredParameter(responses, 'TIMESTAMP');
  const flow = openFlow(call, secretBlock.toString('base64url'), NAME);
  // Whoever was nobody when the exchange began can't succeed in it.
  const isNobody = flow.stamp === NO_STAMP;
  const found = await deps.records.read({
    user: isNobody ? undefined : { kind: 'user', id: { poolId: flow.poolId, sub: flow.sub } },
    decoy: isNobody ? decoyRef(flow.poolId, flow.sub) : undefined,
    attempts: attemptsRef(PASSWORD_GUESSES, flow),
  });
  const { user, attempts } = found;
  if (isLocked(attempts, call.began)) PASSWORD_GUESSES.locked();
  // The password has changed since the exchange began, or the user came or went: the exchange is void.
  if ((user?.stamp ?? NO_STAMP) !== flow.stamp || !isNameInFlow(pool, flow, username)) {
    return fail('NotAuthorizedException', TEXT.sessionInvalid);
  }

  const { v, userId, isReal } = srpSecrets(call, found, flow.sub, flow.username);
  const key = sharedKey({
    A: BigInt(`0x${flow.srp!.a}`),
    B: BigInt(`0x${flow.srp!.b}`),
    b: Buffer.from(flow.srp!.secret, 'hex'),
    v,
  });
  const expected = key && proof({ key, poolName: poolSuffix(pool.id), userId, secretBlock, timestamp });
  const proven = expected !== undefined && given.length === expected.length && timingSafeEqual(given, expected);
  return concludeStep(call, {
    flow,
    user,
    guess: {
      seen: attempts,
      right: proven && isReal,
      rules: passwordRules(client, user),
    },
  });
}

/**
 * Salt, verifier and id of the user, or of whoever stands in for nobody and for users without a password. Those are made
 * from the imaginary sub, so that whoever asks again with the id that was answered gets the same.
 */
function srpSecrets({ deps, pool }: ClientCall, found: MaybeUser, sub: string, username: string) {
  const key = deps.keys.derive('credentials', 'imaginary-user');
  // Made for every name, so that an unknown one takes no longer.
  const imaginary = fakeCredentials({ key, poolId: pool.id, username: sub });
  const imaginaryId = isAliasOnly(pool, username) ? sub : normaliseName(pool, username);
  const userId = found.user ? srpUserId(pool, found.user.username) : imaginaryId;
  const srp = foundCredentials(deps.keys, found)?.srp;
  if (srp) return { salt: srp.salt, v: Buffer.from(srp.verifier, 'hex'), userId, isReal: true };
  return { salt: imaginary.salt, v: imaginary.verifier, userId, isReal: false };
}
