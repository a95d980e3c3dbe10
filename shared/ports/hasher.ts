/** A password hash as it is kept. `hash` is a PHC string: it carries its own salt and parameters. */
export type PasswordHash = { readonly scheme: 'argon2id'; readonly hash: string };

/** Slow hashing of passwords. A password is hashed as its UTF-8 bytes, without normalisation. */
export type Hasher = {
  readonly hash: (password: string) => Promise<PasswordHash>;
  /**
   * Without a hash (an unknown user, one without a password) it costs as much as with one, and is false. So does a password
   * with lone surrogates, which has no UTF-8: it is never right.
   */
  readonly verify: (password: string, hash: PasswordHash | undefined) => Promise<boolean>;
  /** Whether the password should be hashed anew at the next chance: weaker parameters than today's, or another scheme. */
  readonly outdated: (hash: PasswordHash) => boolean;
};
