import type { ClientCall } from '#core/call.ts';
import { openDecoyName } from '#core/decoys/decoy.ts';
import { fail, TEXT } from '#core/errors.ts';
import { PASSKEY_GUESSES } from '#core/guesses/attempts.ts';
import { userVerificationOf } from '#core/mfa/passkeys.ts';
import { parseAssertion, requestOptions, verifyAssertion } from '#core/passkeys/assertion.ts';
import { type Passkey, passkeyId } from '#core/passkeys/passkey.ts';
import type { Change } from '#ports/records.ts';
import type { SignIn } from './auth-session.ts';
import type { Answering, Begun, Guessed, Responses } from './challenge.ts';
import type { Chooser } from './choices.ts';
import { imaginaryPasskeys } from './imaginary-passkeys.ts';
import { imaginaryUser } from './imaginary-user.ts';
import { requiredParameter } from './parameters.ts';

const NAME = 'WEB_AUTHN';
const CHALLENGE_BYTES = 16;

/**
 * Asks for one of the user's passkeys of the pool's relying party. For a name that leads to nobody, it asks for passkeys
 * that do not exist, and reads and opens as much.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */
export async function askForPasskey(call: ClientCall, chooser: Chooser): Promise<Begun<typeof NAME>> {
  const { deps, pool } = call;
  const { signIn, found, name, rpId = fail('InvalidParameterException', TEXT.notAChoice) } = chooser;
  const { poolId, sub } = signIn;
  const { values: own } = await deps.records.within('passkey', { poolId, sub });
  // These are made for every name, so that an unknown one takes no longer.
  const nobody = imaginaryUser(call, { sub, name, rpId });
  const imaginary = imaginaryPasskeys(call, { sub, rpId });
  if (!found.user) for (const _ of imaginary) openDecoyName(deps.keys, found.decoy);
  const value = deps.random.bytes(CHALLENGE_BYTES).toString('base64url');
  const userVerification = userVerificationOf(pool, found.user ?? nobody);
  const options = requestOptions({ challenge: value, rpId, userVerification }, found.user ? own : imaginary);
  return {
    state: { challenge: NAME, value, rpId },
    parameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) },
  };
}

/**
 * The challenge to sign with a passkey. Where the authenticator counts its signatures, each count is accepted once, and
 * never after a later one.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export const webAuthn: Guessed<typeof NAME> = {
  name: NAME,
  proves: 'WEB_AUTHN',
  required: ['USERNAME', 'CREDENTIAL'],
  guesses: PASSKEY_GUESSES,
  evidence: ({ poolId, sub }, responses) => ({
    passkey: { kind: 'passkey', id: { poolId, sub, id: passkeyId(credentialOf(responses).id) } },
  }),
  async answer(call, answering) {
    const { session, found, responses } = answering;
    const credential = credentialOf(responses);
    const passkey = ownPasskey(answering);
    if (!passkey) openDecoyName(call.deps.keys, found.decoy);
    const { value: challenge, rpId } = session.state;
    const userVerification = userVerificationOf(call.pool, found.user ?? {});
    const asserted = await verifyAssertion(credential, passkey ?? noPasskey(session, credential.id, rpId), {
      challenge,
      rpId,
      userVerification,
    });
    if (!passkey || !asserted) return undefined;
    const { attachment, counter } = asserted;
    return {
      ...(attachment && { isRoaming: attachment === 'cross-platform' }),
      ...(counter > 0 && { spends: [counted(passkey, counter)], spent }),
    };
  },
};

/** Returns the CREDENTIAL of an answer. Throws InvalidParameterException for one that has not the form of any. */
function credentialOf(responses: Responses) {
  const credential = parseAssertion(requiredParameter(responses, 'CREDENTIAL'));
  return credential ?? fail('InvalidParameterException', TEXT.credentialInvalid);
}

/** Returns the passkey that the answer names, if it is one of the user's. */
function ownPasskey({ found: { user }, evidence: { passkey } }: Answering<typeof NAME>): Passkey | undefined {
  return user?.passkeys?.some(({ id }) => id === passkey?.id) ? passkey : undefined;
}

/** Returns the change that uses the count of a signature up. */
function counted(before: Passkey, counter: number): Change {
  const { version: _, ...passkey } = before;
  return { op: 'update', kind: 'passkey', before, after: { ...passkey, counter } };
}

function spent(): never {
  return fail('NotAuthorizedException', TEXT.passkeyRefused);
}

/** A public key for ES256 whose private key nobody has. */
const NOBODYS_KEY =
  'pQECAyYgASFYICTTEes9j2NSq6MpeXhYSKRU9lJSLsMZcJoAyiiWFbz9IlggYPlHK9cqGiAVh1kPWsfuW40e-T14Rnn3HX4VAhSwAGk';

/** Returns what is judged in place of a passkey that the user does not have, to take as long. */
function noPasskey({ poolId, sub }: SignIn, credentialId: string, rpId: string): Passkey {
  const made = { credentialId, publicKey: NOBODYS_KEY, rpId, counter: 0, transports: [], createdAt: 0, version: 0 };
  return { poolId, sub, id: passkeyId(credentialId), ...made };
}
