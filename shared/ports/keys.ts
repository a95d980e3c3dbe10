export const KEY_PURPOSES = ['signing', 'credentials', 'directory', 'sessions', 'admin'] as const;

/** The purpose of a data key. A Lambda function may unwrap only the keys that its group of operations needs. */
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** The use of a token that is sealed for a limited time, under a key that is derived for each day. */
export type TokenUse = 'session' | 'page' | 'refresh';

/** Authenticated encryption under the data keys of the deployment. */
export type Keyring = {
  /** Seals `data` for storage. `context` identifies the data and its place, and must be the same when it is opened. */
  readonly seal: (purpose: KeyPurpose, context: string, data: Buffer) => Buffer;
  /** Returns the plain data, or undefined when the envelope is not authentic in this context. */
  readonly open: (purpose: KeyPurpose, context: string, envelope: Uint8Array) => Buffer | undefined;
  /** Seals a value that a client keeps. The result is base64url. */
  readonly sealToken: (use: TokenUse, context: string, data: Buffer) => string;
  /**
   * Opens a sealed token. Returns undefined for anything that was not sealed by this deployment for this use and
   * context. The caller must check the expiry.
   */
  readonly openToken: (use: TokenUse, context: string, token: string) => Buffer | undefined;
  /**
   * Returns 32 bytes that never change, for values that must always be the same, such as the salt of an unknown user.
   */
  readonly derive: (purpose: KeyPurpose, label: string) => Buffer;
};

/** Wraps data keys under a master key: a file in a local deployment, KMS on AWS. */
export type KeyWrapper = {
  readonly wrap: (purpose: KeyPurpose, key: Buffer) => Promise<Buffer>;
  /** Rejects when the key was not wrapped with this master key. */
  readonly unwrap: (purpose: KeyPurpose, wrapped: Uint8Array) => Promise<Buffer>;
};
