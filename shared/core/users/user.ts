/** A user of a pool. Times are epoch milliseconds. */

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED' | 'EXTERNAL_PROVIDER';

export type NameKind = 'username' | 'email' | 'phone_number' | 'preferred_username';

/** Something the user signs in with, normalised by the pool's rule of case. Unique in the pool. */
export type OwnName = { readonly kind: NameKind; readonly value: string };

export type Attributes = Readonly<Record<string, string>>;

export type User = {
  readonly poolId: string;
  readonly sub: string;
  /** The canonical name: what was given at sign-up, or the sub in pools whose user names are e-mails or phones. */
  readonly username: string;
  /** Without `sub`; all values are strings, also `email_verified`. */
  readonly attributes: Attributes;
  readonly enabled: boolean;
  readonly status: UserStatus;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Every name that leads to this user; derived by names.ts whenever attributes change. */
  readonly names: readonly OwnName[];
  /** Sealed for the purpose `credentials`; absent when the user has no password. See password/credentials.ts. */
  readonly sealedCredentials?: string;
  /** Until when a temporary password is good. */
  readonly temporaryPasswordUntil?: number;
  /** Raised by global sign-out and disabling: tokens of an older epoch are revoked. */
  readonly signOutEpoch: number;
  /** Changes with password, MFA, disabling and global sign-out: a Session with another stamp is refused. */
  readonly stamp: string;
  readonly version: number;
};

/** What leads from a sign-in name to its user. */
export type SignInName = {
  readonly poolId: string;
  readonly name: string;
  readonly kind: NameKind;
  readonly sub: string;
  readonly version: number;
};
