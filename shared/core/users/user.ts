import type { ContactAttribute } from '#core/pools/pool.ts';

/** A user of a pool. Times are epoch milliseconds. */

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED' | 'EXTERNAL_PROVIDER';

export type NameKind = 'username' | 'email' | 'phone_number' | 'preferred_username';

/** Something the user signs in with, normalised by the pool's rule of case. Unique in the pool. */
export type OwnName = { readonly kind: NameKind; readonly value: string };

export type User = {
  readonly poolId: string;
  readonly sub: string;
  /** The canonical name: what was given at sign-up, or the sub in pools whose user names are e-mails or phones. */
  readonly username: string;
  /** Without `sub`; all values are strings, also `email_verified`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly status: UserStatus;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Every name that leads to this user; derived by names.ts whenever attributes change. */
  readonly names: readonly OwnName[];
  /** Sealed for the purpose `credentials`; absent when the user has no password. See credentials.ts. */
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

/** All tokens that come from one sign-in. Revoked families stay until they expire. */
export type TokenFamily = {
  readonly poolId: string;
  readonly sub: string;
  /** In every token as `event_id`; with token revocation also `origin_jti`. */
  readonly eventId: string;
  readonly clientId: string;
  readonly signOutEpoch: number;
  readonly originJti: string;
  /** When the sign-in was completed: `auth_time`. */
  readonly authTime: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
  readonly generation: number;
  readonly rotatedAt?: number;
  readonly version: number;
};

export type CodePurpose = 'SIGN_UP' | 'FORGOT_PASSWORD' | `VERIFY#${ContactAttribute}`;

/** A one-time code, kept as a keyed hash. */
export type OneTimeCode = {
  readonly poolId: string;
  readonly sub: string;
  readonly purpose: CodePurpose;
  readonly hash: string;
  /** The attribute that the code was sent to. */
  readonly attribute: ContactAttribute;
  /** The value of that attribute when the code was sent; a code for another value verifies nothing, unless pending. */
  readonly destination: string;
  /** The destination is no value of the user yet: it becomes the attribute's value when the code is given. */
  readonly pending?: true;
  readonly expiresAt: number;
  readonly version: number;
};

/** Failed guesses, or uses of something limited, in one window. */
export type Attempts = {
  readonly poolId: string;
  /** The sub, or a hash of the name that leads to nobody. */
  readonly subject: string;
  readonly window: string;
  readonly count: number;
  readonly lockedUntil: number;
  /** Afterwards the window is forgotten. */
  readonly expiresAt: number;
  readonly version: number;
};

/** The step that a sign-in of several steps has reached. */
export type FlowStep = {
  readonly flowId: string;
  readonly step: number;
  readonly expiresAt: number;
  readonly version: number;
};
