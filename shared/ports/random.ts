/** Cryptographic randomness. Injected, so that tests can be seeded. */
export type Random = {
  /** `n` random bytes. */
  readonly bytes: (n: number) => Buffer;
  /** An integer in [0, max), each equally likely. */
  readonly integer: (max: number) => number;
  /** A version 4 UUID in lower case. */
  readonly uuid: () => string;
};
