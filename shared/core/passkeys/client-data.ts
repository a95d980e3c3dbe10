import type { Attachment } from './passkey.ts';
import { isOriginOf } from './relying-party.ts';

/** What a browser tells of a ceremony, and the authenticator signs: CollectedClientData, as far as it is judged here. */
type ClientData = {
  readonly type: unknown;
  readonly challenge: unknown;
  readonly origin: unknown;
  readonly crossOrigin?: unknown;
};

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Tells whether a value is a text in base64url without padding. It is not empty. */
export function isBase64url(value: unknown): value is string {
  return typeof value === 'string' && BASE64URL.test(value);
}

/** Tells whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the authenticatorAttachment of a response. As WebAuthn asks, an unknown value counts as none. */
export function attachmentOf(given: unknown): Attachment | undefined {
  const attachment = isObject(given) ? given.authenticatorAttachment : undefined;
  return attachment === 'platform' || attachment === 'cross-platform' ? attachment : undefined;
}

/** Returns the members of a clientDataJSON in base64url, or undefined when it is no JSON object. */
export function parseClientData(clientDataJSON: string): ClientData | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    return isObject(parsed) ? (parsed as ClientData) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Tells whether a ceremony took place on a page of the relying party. A page in a frame of another site's page is none,
 * because the person does not see whose it is.
 * https://www.w3.org/TR/webauthn-3/#sctn-validating-origin
 */
export function isOwnPage({ origin, crossOrigin = false }: ClientData, rpId: string): boolean {
  return typeof origin === 'string' && crossOrigin === false && isOriginOf(rpId, origin);
}
