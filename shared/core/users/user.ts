/** This file defines a user of a pool. Times are in epoch milliseconds. */

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED' | 'EXTERNAL_PROVIDER';

export type NameKind = 'username' | 'email' | 'phone_number' | 'preferred_username';

/** A name that the user signs in with, as normaliseName returns it. It is unique in the pool. */
export type OwnName = { readonly kind: NameKind; readonly value: string };

/** A group that the user was added to. The group was deleted if no group has this gid any more. */
export type OwnGroup = { readonly name: string; readonly gid: string };

/**
 * A passkey of the user. `id` is the hash of the credential id, by which its record is found (core/passkeys), and
 * `rpId` the relying party that it was made for: it works with no other.
 */
type OwnPasskey = { readonly id: string; readonly rpId: string };

export type Attributes = Readonly<Record<string, string>>;

/** A further factor after the password, named like its challenge. */
export type MfaFactor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** What a user has set up, and prefers, for MFA. */
export type UserMfa = {
  /** The factors that the user, or an administrator, has turned on. They are asked for wherever MFA is not off. */
  readonly enabled?: readonly MfaFactor[];
  /** The factor, among those that are turned on, that is asked for without a choice. */
  readonly preferred?: MfaFactor;
  /** The software token that the user has verified. Its secret is in a record of its own (core/mfa). */
  readonly softwareToken?: { readonly name?: string };
  /** A passkey with user verification counts as MFA (WebAuthnMfaSettings). */
  readonly passkeys?: true;
};

export type User = {
  readonly poolId: string;
  readonly sub: string;
  /**
   * The canonical name: the one given at sign-up, or the sub in pools whose user names are e-mail addresses or phone
   * numbers.
   */
  readonly username: string;
  /** The attributes without `sub`. All values are strings, including `email_verified`. */
  readonly attributes: Attributes;
  readonly enabled: boolean;
  readonly status: UserStatus;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Every name that leads to this user, derived by names.ts whenever attributes change. */
  readonly names: readonly OwnName[];
  /** The groups of the user, at most 100 (core/groups). The member is absent when there are none. */
  readonly groups?: readonly OwnGroup[];
  /** The passkeys of the user, at most 20, oldest first. The member is absent when there are none. */
  readonly passkeys?: readonly OwnPasskey[];
  /**
   * The credentials, sealed for the purpose `credentials`. They are absent when the user has no password. See
   * password/credentials.ts.
   */
  readonly sealedCredentials?: string;
  /** The member is absent when the user never had anything to do with MFA. */
  readonly mfa?: UserMfa;
  /** The time when a temporary password expires. */
  readonly temporaryPasswordUntil?: number;
  /** Global sign-out and disabling raise this epoch. Tokens of an older epoch are revoked. */
  readonly signOutEpoch: number;
  /**
   * The stamp changes with the password, MFA, disabling, global sign-out and the deletion of a passkey. A Session with
   * another stamp is refused.
   */
  readonly stamp: string;
  /**
   * The epoch rises with the password, and when a factor or passkey is removed or replaced. What a sign-in of an older
   * epoch has proved does not count towards a higher level. The member is absent before the first such change.
   */
  readonly proofEpoch?: number;
  readonly version: number;
};

/** The record that leads from a sign-in name to its user. */
export type SignInName = {
  readonly poolId: string;
  readonly name: string;
  readonly kind: NameKind;
  readonly sub: string;
  readonly version: number;
};
