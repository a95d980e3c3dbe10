import type { ClientCall } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { changeUser } from '#core/users/change.ts';
import { shownUser } from '#core/users/shown.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import type { User } from '#core/users/user.ts';
import type { RecordOf, Ref } from '#ports/records.ts';
import { ALGORITHMS, verifyRegistration } from './attestation.ts';
import { MOST_OF_USER, passkeyId, userHandle } from './passkey.ts';
import { requireRelyingParty } from './relying-party.ts';

const CHALLENGE_BYTES = 16;
/** The time in milliseconds that the browser gives the user. */
const TIMEOUT_MS = 60_000;
/** The time in milliseconds that the answer of a user who was just in time may take to arrive. */
const GRACE_MS = 10_000;

/** A call by a user who has signed in, with an access token or on the hosted pages. */
type OwnCall = ClientCall & { readonly user: User };

/**
 * Begins the registration of a passkey, which replaces one that the user has begun before. Returns the options for
 * `navigator.credentials.create` (PublicKeyCredentialCreationOptionsJSON). Throws LimitExceededException when the user
 * has as many passkeys as a user may have, what requireRelyingParty throws, and the error for a user who may not sign in.
 * https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialcreationoptionsjson
 */
export async function startRegistration(call: OwnCall) {
  const { deps, pool, user, client } = call;
  const { rpId, userVerification } = await requireRelyingParty(call);
  checkMaySignIn(user, deps.clock.now());
  checkNumber(user);
  const { poolId, sub } = user;
  const { username } = shownUser(pool, user);
  const { values: passkeys } = await deps.records.within('passkey', { poolId, sub });
  const challenge = deps.random.bytes(CHALLENGE_BYTES).toString('base64url');
  const expiresAt = deps.clock.now() + TIMEOUT_MS + GRACE_MS;
  const registration = { poolId, sub, clientId: client.id, challenge, expiresAt };
  await deps.records.commit([{ op: 'put', kind: 'passkeyRegistration', value: registration }]);
  const own = passkeys.filter((passkey) => passkey.rpId === rpId);
  return {
    authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification },
    challenge,
    excludeCredentials: own.map(({ credentialId }) => ({ id: credentialId, type: 'public-key' })),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
    rp: { id: rpId, name: rpId },
    timeout: TIMEOUT_MS,
    user: { displayName: username, id: userHandle(user), name: username },
  };
}

/**
 * Stores the passkey that an authenticator has made for the registration that the user has begun. One commit adds it to
 * the user and ends the registration, so that it makes one passkey at most. A credential that is refused ends nothing.
 * The stamp of the user does not change, so that sign-ins in progress go on. Throws WebAuthnChallengeNotFoundException
 * for a registration that has expired or was not begun, WebAuthnClientMismatchException when another client has begun
 * it, LimitExceededException, what requireRelyingParty and verifyRegistration throw, and the error for a user who may not
 * sign in.
 */
export async function completeRegistration(call: OwnCall, credential: unknown): Promise<void> {
  const relyingParty = await requireRelyingParty(call);
  await changeUser(call, call.user, async (user) => {
    const { poolId, sub, passkeys = [] } = user;
    const registration = await openRegistration(call, user);
    const made = await verifyRegistration(credential, { ...relyingParty, challenge: registration.challenge });
    checkMaySignIn(user, call.deps.clock.now());
    checkNumber(user);
    const id = passkeyId(made.credentialId);
    if (passkeys.some((own) => own.id === id)) {
      fail('InvalidParameterException', 'The passkey is already registered.');
    }
    const passkey = { poolId, sub, id, ...made, createdAt: call.deps.clock.now() };
    return {
      after: { ...user, passkeys: [...passkeys, { id, rpId: made.rpId }] },
      more: [
        { op: 'create', kind: 'passkey', value: passkey },
        { op: 'remove', kind: 'passkeyRegistration', before: registration },
      ],
    };
  });
}

async function openRegistration(call: OwnCall, { poolId, sub }: User): Promise<RecordOf<'passkeyRegistration'>> {
  const { clock, records } = call.deps;
  const ref: Ref<'passkeyRegistration'> = { kind: 'passkeyRegistration', id: { poolId, sub } };
  const { registration } = await records.read({ registration: ref });
  if (!registration || registration.expiresAt <= clock.now()) return fail('WebAuthnChallengeNotFoundException');
  if (registration.clientId !== call.client.id) fail('WebAuthnClientMismatchException');
  return registration;
}

function checkNumber({ passkeys = [] }: User): void {
  if (passkeys.length >= MOST_OF_USER) {
    fail('LimitExceededException', `A user cannot have more than ${MOST_OF_USER} passkeys.`);
  }
}
