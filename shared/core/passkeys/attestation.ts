import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { fail, TEXT } from '#core/errors.ts';
import { attachmentOf, isBase64url, isObject, isOwnPage, parseClientData } from './client-data.ts';
import type { Passkey } from './passkey.ts';
import type { RelyingParty } from './relying-party.ts';

/** What an authenticator has made: the part of a passkey that does not depend on the user. */
export type NewCredential = Pick<
  Passkey,
  'credentialId' | 'publicKey' | 'rpId' | 'counter' | 'attachment' | 'transports'
>;

/**
 * The algorithms that a passkey may use, by their numbers in COSE: ES256 and RS256.
 * https://www.iana.org/assignments/cose/cose.xhtml#algorithms
 */
export const ALGORITHMS: readonly number[] = [-7, -257];
/** The longest public key in bytes. It is enough for RSA with 8192 bits. */
const LONGEST_KEY = 1100;
const TRANSPORT = /^[a-z-]{1,32}$/;
const MOST_TRANSPORTS = 10;

/** Throws the error for a credential that is malformed, or that does not prove what it claims. */
function refuse(cause?: unknown): never {
  return fail('InvalidParameterException', TEXT.credentialInvalid, { cause });
}

/**
 * Judges a RegistrationResponseJSON, and returns the new credential. The attestation is not asked for and not judged,
 * so that any authenticator will do. Throws WebAuthnChallengeNotFoundException for another challenge,
 * WebAuthnOriginNotAllowedException, WebAuthnRelyingPartyMismatchException, WebAuthnCredentialNotSupportedException for
 * another algorithm, and InvalidParameterException for everything else.
 * https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
 */
export async function verifyRegistration(
  given: unknown,
  { challenge, rpId, userVerification }: RelyingParty & { readonly challenge: string },
): Promise<NewCredential> {
  const response = registrationResponse(given) ?? refuse();
  const clientData = parseClientData(response.response.clientDataJSON);
  if (clientData?.type !== 'webauthn.create') return refuse();
  if (clientData.challenge !== challenge) fail('WebAuthnChallengeNotFoundException');
  if (!isOwnPage(clientData, rpId)) fail('WebAuthnOriginNotAllowedException');

  const { authData, attestationObject } = await withoutStatement(response.response.attestationObject);
  const { rpIdHash, credentialID, publicKey, algorithm } = await parseAuthenticator(authData);
  if (!createHash('sha256').update(rpId).digest().equals(rpIdHash)) fail('WebAuthnRelyingPartyMismatchException');
  if (!ALGORITHMS.includes(algorithm)) fail('WebAuthnCredentialNotSupportedException');
  if (Buffer.from(credentialID).toString('base64url') !== response.id) refuse();

  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: { ...response, response: { ...response.response, attestationObject } },
    expectedChallenge: challenge,
    expectedOrigin: String(clientData.origin),
    expectedRPID: rpId,
    requireUserVerification: userVerification === 'required',
    supportedAlgorithmIDs: [...ALGORITHMS],
  }).catch(refuse);
  if (!verified) return refuse();
  const attachment = attachmentOf(given);
  return {
    credentialId: response.id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    rpId,
    counter: registrationInfo.credential.counter,
    ...(attachment && { attachment }),
    transports: response.response.transports ?? [],
  };
}

/** Returns the members that are judged, or undefined when one of them is missing or has the wrong form. */
function registrationResponse(given: unknown): RegistrationResponseJSON | undefined {
  if (!isObject(given) || given.type !== 'public-key' || !isObject(given.response)) return undefined;
  const { id, rawId } = given;
  const { clientDataJSON, attestationObject } = given.response;
  const transports = given.response.transports ?? [];
  if (!isBase64url(id) || rawId !== id) return undefined;
  if (!isBase64url(clientDataJSON) || !isBase64url(attestationObject)) return undefined;
  if (!areTransports(transports)) return undefined;
  const response = { clientDataJSON, attestationObject, transports: [...transports] };
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
}

function areTransports(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length > MOST_TRANSPORTS) return false;
  return value.every((one) => typeof one === 'string' && TRANSPORT.test(one));
}

/**
 * Returns the authenticator data of an attestation object, and the object without its attestation statement, as a
 * browser makes it for a relying party that asks for no attestation. A statement that nobody relies on is thus not
 * verified: that would mean to read certificates, and to fetch lists of revoked ones from addresses that the caller
 * chooses.
 * https://www.w3.org/TR/webauthn-3/#sctn-createCredential
 */
async function withoutStatement(encoded: string) {
  const { decodeAttestationObject, isoCBOR } = await import('@simplewebauthn/server/helpers');
  try {
    const authData = decodeAttestationObject(new Uint8Array(Buffer.from(encoded, 'base64url'))).get('authData');
    if (!(authData instanceof Uint8Array)) return refuse();
    const bare = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    return { authData, attestationObject: Buffer.from(isoCBOR.encode(bare as never)).toString('base64url') };
  } catch (error) {
    return refuse(error);
  }
}

/** A key in COSE's form, whose members have numbers for names. */
type CoseKey = { readonly get: (name: number) => unknown };

/** Returns what authenticator data says of a new credential. The key is one that node:crypto accepts. */
async function parseAuthenticator(authData: Uint8Array<ArrayBuffer>) {
  const { decodeCredentialPublicKey, parseAuthenticatorData } = await import('@simplewebauthn/server/helpers');
  try {
    const { rpIdHash, credentialID, credentialPublicKey: publicKey } = parseAuthenticatorData(authData);
    if (!credentialID || !publicKey || publicKey.length > LONGEST_KEY) return refuse();
    const cose: CoseKey = decodeCredentialPublicKey(publicKey);
    const algorithm = cose.get(3);
    if (typeof algorithm !== 'number') return refuse();
    if (ALGORITHMS.includes(algorithm)) createPublicKey({ key: jwkOf(algorithm, cose), format: 'jwk' });
    return { rpIdHash, credentialID, publicKey, algorithm };
  } catch (error) {
    return refuse(error);
  }
}

/** Returns the JWK of a COSE key (RFC 9053, section 7.1, and RFC 8230, section 4). */
function jwkOf(algorithm: number, cose: CoseKey): JsonWebKey {
  const [type, first] = [cose.get(1), cose.get(-1)];
  const text = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : refuse());
  if (algorithm === -257) return type === 3 ? { kty: 'RSA', n: text(first), e: text(cose.get(-2)) } : refuse();
  if (type !== 2 || first !== 1) return refuse();
  return { kty: 'EC', crv: 'P-256', x: text(cose.get(-2)), y: text(cose.get(-3)) };
}
