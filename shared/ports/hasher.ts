/** A password hash as it is stored. `hash` is a PHC string, which contains its own salt and parameters. */
export type PasswordHash = { readonly scheme: 'argon2id'; readonly hash: string };

/** The slow hash for passwords. A password is hashed as its UTF-8 bytes, without normalisation. */
export type Hasher = {
  readonly hash: (password: string) => Promise<PasswordHash>;
  /**
   * Resolves to whether the password has this hash. Without a hash (for an unknown user or one without a password), it
   * takes as long and resolves to false. The same applies to a password with lone surrogates, which has no UTF-8 form.
   */
  readonly verify: (password: string, hash: PasswordHash | undefined) => Promise<boolean>;
  /**
   * Returns whether the password should be hashed again at the next sign-in, because the hash has weaker parameters
   * than the current ones, or another scheme.
   */
  readonly outdated: (hash: PasswordHash) => boolean;
};
