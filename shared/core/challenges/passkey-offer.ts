import type { ClientCall } from '#core/call.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import { requestOptions } from '#core/passkeys/assertion.ts';
import { isMultiFactor } from '#core/pools/mfa.ts';

const CHALLENGE_BYTES = 16;
/** The time in milliseconds for which an offer is good. It is that of a sign-in on the pages. */
const OFFER_MS = 5 * 60_000;

/**
 * A challenge that a page offers to whatever passkey the person has, before anybody knows whose it is. It is good for one
 * sign-in: its id becomes that of the sign-in, which ends in one SSO session.
 */
export type PasskeyOffer = {
  readonly id: string;
  /** The random bytes that the authenticator must sign, in base64url. */
  readonly value: string;
  readonly rpId: string;
  /** In epoch milliseconds. */
  readonly expiresAt: number;
};

/** Where an offer counts: for one relying party, and in the browser that has this value before anybody signs in. */
type Place = { readonly rpId: string; readonly browser: string };

const FORMS: Forms<PasskeyOffer> = { form: 1 };

/**
 * Returns a new offer in sealed form, and its options for `navigator.credentials.get` with the mediation `conditional`
 * (PublicKeyCredentialRequestOptionsJSON), which name no passkey. The authenticator must verify who the person is wherever a
 * passkey may count as MFA, because it is not known yet for whom it does. Nothing is stored.
 * https://www.w3.org/TR/webauthn-3/#dom-credentialmediationrequirement-conditional
 */
export function offerPasskey(call: ClientCall, { rpId, browser }: Place) {
  const { deps, pool } = call;
  const value = deps.random.bytes(CHALLENGE_BYTES).toString('base64url');
  const offer: PasskeyOffer = { id: deps.random.uuid(), value, rpId, expiresAt: deps.clock.now() + OFFER_MS };
  const { userVerification: usual = 'preferred' } = pool.webAuthnConfiguration ?? {};
  const userVerification = isMultiFactor(pool) ? 'required' : usual;
  return {
    sealed: deps.keys.sealToken('session', contextOf(call, browser), inForm(FORMS, JSON.stringify(offer))),
    options: requestOptions({ challenge: value, rpId, userVerification }, []),
  };
}

/**
 * Opens an offer. Returns undefined for one that is over, was made for another pool, app client, browser or relying party,
 * or was not made here at all.
 */
export function openPasskeyOffer(call: ClientCall, sealed: string, { rpId, browser }: Place): PasskeyOffer | undefined {
  const { deps } = call;
  const data = deps.keys.openToken('session', contextOf(call, browser), sealed);
  const offer = data && fromForm(FORMS, data);
  return offer && offer.rpId === rpId && offer.expiresAt > deps.clock.now() ? offer : undefined;
}

function contextOf({ pool, client }: ClientCall, browser: string): string {
  return `passkey-offer|${pool.id}|${client.id}|${browser}`;
}
