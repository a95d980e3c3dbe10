import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { attachmentOf, isBase64url, isObject, isOwnPage, parseClientData } from './client-data.ts';
import { type Attachment, type Passkey, subOfHandle, userHandle } from './passkey.ts';
import type { RelyingParty } from './relying-party.ts';

/** The time in milliseconds that the browser gives a user who signs in. */
const TIMEOUT_MS = 180_000;

/** A sign-in with a passkey: what the authenticator was asked to sign, and for whom. */
export type AssertionRequest = RelyingParty & { readonly challenge: string };

/**
 * Returns the options for `navigator.credentials.get` (PublicKeyCredentialRequestOptionsJSON). They list those of the
 * passkeys that were made for the relying party.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */
export function requestOptions(
  { challenge, rpId, userVerification }: AssertionRequest,
  passkeys: readonly Pick<Passkey, 'credentialId' | 'rpId' | 'transports'>[],
) {
  const usable = passkeys.filter((passkey) => passkey.rpId === rpId);
  return {
    challenge,
    timeout: TIMEOUT_MS,
    rpId,
    allowCredentials: usable.map(({ credentialId, transports }) => ({
      type: 'public-key',
      id: credentialId,
      transports: [...transports],
    })),
    userVerification,
  };
}

/** What is known after a right assertion. */
export type Asserted = {
  /** The counter of the authenticator, which takes the place of the stored one. */
  readonly counter: number;
  /** Whether the authenticator has verified who the user is. */
  readonly userVerified: boolean;
  readonly attachment?: Attachment;
};

/**
 * Returns the CREDENTIAL of a sign-in, or undefined when it is not the JSON of an AuthenticationResponseJSON. Its `id`
 * names the passkey; see passkeyId.
 */
export function parseAssertion(text: string): AuthenticationResponseJSON | undefined {
  try {
    return authenticationResponse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Returns the sub of the user whom a CREDENTIAL names, or undefined when it names none or has not the form of any. */
export function subOfCredential(text: string): string | undefined {
  return subOfHandle(parseAssertion(text)?.response.userHandle);
}

/**
 * Judges an assertion against the passkey of a user. The result is undefined when it is wrong in whatever way: made for
 * another challenge, relying party, origin, user or passkey, without the presence of the user or a verification that is
 * required, not signed with the passkey's key, or with a counter that did not grow although one of the two is above 0.
 * A replayed counter means that there may be two authenticators with this key. It does not throw.
 * https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
 */
export async function verifyAssertion(
  given: unknown,
  passkey: Passkey,
  { challenge, rpId, userVerification }: AssertionRequest,
): Promise<Asserted | undefined> {
  const response = authenticationResponse(given);
  if (!response || response.id !== passkey.credentialId || passkey.rpId !== rpId) return undefined;
  const clientData = parseClientData(response.response.clientDataJSON);
  if (!clientData || clientData.challenge !== challenge || !isOwnPage(clientData, rpId)) return undefined;
  const handle = response.response.userHandle;
  if (handle !== undefined && handle !== userHandle(passkey)) return undefined;

  const { verifyAuthenticationResponse } = await import('./verify-assertion.ts');
  const { credentialId: id, publicKey, counter } = passkey;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: String(clientData.origin),
      expectedRPID: rpId,
      requireUserVerification: userVerification === 'required',
      credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter },
    });
    if (!verified) return undefined;
    const attachment = attachmentOf(given) ?? passkey.attachment;
    const { newCounter, userVerified } = authenticationInfo;
    return { counter: newCounter, userVerified, ...(attachment && { attachment }) };
  } catch {
    return undefined;
  }
}

/** Returns the members that are judged, or undefined when one of them is missing or has the wrong form. */
function authenticationResponse(given: unknown): AuthenticationResponseJSON | undefined {
  if (!isObject(given) || given.type !== 'public-key' || !isObject(given.response)) return undefined;
  const { id, rawId } = given;
  const { clientDataJSON, authenticatorData, signature, userHandle: handle } = given.response;
  if (!isBase64url(id) || rawId !== id) return undefined;
  if (!isBase64url(clientDataJSON) || !isBase64url(authenticatorData) || !isBase64url(signature)) return undefined;
  // Browsers write null or nothing when an authenticator tells no user.
  const isHandle = isBase64url(handle);
  if (!isHandle && handle !== undefined && handle !== null) return undefined;
  const attachment = attachmentOf(given);
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    ...(attachment && { authenticatorAttachment: attachment }),
    response: { clientDataJSON, authenticatorData, signature, ...(isHandle && { userHandle: handle }) },
  };
}
