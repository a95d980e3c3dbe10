export const KEY_PURPOSES = ['signing', 'credentials', 'directory', 'sessions', 'admin'] as const;

/** What a data key is for. A Lambda group may unwrap only those it needs. */
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** What is sealed for a limited time under a key derived per day. */
export type TokenUse = 'session' | 'page' | 'refresh';

/** Authenticated encryption under the data keys. */
export type Keys = {
  /** Seals `data` for keeping; `context` says what and where it is, and must be the same at opening. */
  readonly seal: (purpose: KeyPurpose, context: string, data: Buffer) => Buffer;
  /** The plain data; undefined when the envelope is not authentic in this context. */
  readonly open: (purpose: KeyPurpose, context: string, envelope: Uint8Array) => Buffer | undefined;
  /** Seals a value that a client carries; base64url. */
  readonly sealToken: (use: TokenUse, context: string, data: Buffer) => string;
  /** undefined for anything that was not sealed here for this use and context. Expiry is the caller's to check. */
  readonly openToken: (use: TokenUse, context: string, token: string) => Buffer | undefined;
  /** 32 bytes that never change, for values that must come out the same for ever (the salt of an unknown user). */
  readonly derive: (purpose: KeyPurpose, label: string) => Buffer;
};

/** Wraps data keys: a master key file on a laptop, KMS on AWS. */
export type KeyWrapper = {
  readonly wrap: (purpose: KeyPurpose, key: Buffer) => Promise<Buffer>;
  /** Rejects when the wrapped key was not made with this master key. */
  readonly unwrap: (purpose: KeyPurpose, wrapped: Uint8Array) => Promise<Buffer>;
};
