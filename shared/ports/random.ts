/** Cryptographic randomness. It is injected, so that tests can use a seed. */
export type Random = {
  /** Returns `n` random bytes. */
  readonly bytes: (n: number) => Buffer;
  /** Returns an integer in [0, max), each equally likely. */
  readonly integer: (max: number) => number;
  /** Returns a UUID of version 4 in lower case. */
  readonly uuid: () => string;
};
