import { createHash } from 'node:crypto';
import { looksLikeSub } from '#core/users/names.ts';
import type { User } from '#core/users/user.ts';

/** This file defines a passkey of a user (a WebAuthn credential). Times are in epoch milliseconds. */

/**
 * Whether the authenticator is part of the device or is carried from one device to another.
 * https://www.w3.org/TR/webauthn-3/#enum-attachment
 */
export type Attachment = 'platform' | 'cross-platform';

export type Passkey = {
  readonly poolId: string;
  readonly sub: string;
  /** The hash of the credential id; see passkeyId. */
  readonly id: string;
  /** The id that the authenticator gave the credential, in base64url. */
  readonly credentialId: string;
  /** The public key in COSE's form (RFC 9052, section 7), in base64url. */
  readonly publicKey: string;
  /** The relying party that the credential was made for. */
  readonly rpId: string;
  /** The number of signatures that the authenticator has told last. It is always 0 for many authenticators. */
  readonly counter: number;
  readonly attachment?: Attachment;
  /** The ways in which a browser may reach the authenticator, as the authenticator told them. */
  readonly transports: readonly string[];
  readonly createdAt: number;
  readonly version: number;
};

/** A registration that a user has begun. A user has at most one: the next one replaces it. */
export type PasskeyRegistration = {
  readonly poolId: string;
  readonly sub: string;
  /** The app client whose access token has begun it. */
  readonly clientId: string;
  /** The random bytes that the authenticator must sign, in base64url. */
  readonly challenge: string;
  readonly expiresAt: number;
  readonly version: number;
};

/**
 * The most passkeys of a user.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const MOST_OF_USER = 20;

/** Returns the id under which a passkey is stored: the SHA-256 hash of its credential id (a base64url text). */
export function passkeyId(credentialId: string): string {
  return createHash('sha256').update(credentialId).digest('base64url');
}

/** Returns the id of a user as authenticators store it: the sub in base64url. */
export function userHandle({ sub }: Pick<User, 'sub'>): string {
  return Buffer.from(sub).toString('base64url');
}

/** Returns the sub in what an authenticator tells of its user, or undefined if that cannot be one. */
export function subOfHandle(handle = ''): string | undefined {
  const sub = Buffer.from(handle, 'base64url').toString();
  return looksLikeSub(sub) && userHandle({ sub }) === handle ? sub : undefined;
}

/**
 * Returns the name of a passkey that people see in lists. AWS documents only the first of these names.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html
 */
export function friendlyName({ attachment }: Pick<Passkey, 'attachment'>): string {
  if (attachment === 'cross-platform') return 'Roaming passkey';
  return attachment === 'platform' ? 'Platform passkey' : 'Passkey';
}
