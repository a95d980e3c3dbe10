import type { JWK } from 'jose';

/** A new RSA key pair of 2048 bits for RS256. */
export type KeyPair = { readonly kid: string; readonly publicJwk: JWK; readonly privateKey: string };

/** Provides the signing keys of new pools. Making a pair takes about 0.15 s. */
export type KeyPairs = { readonly next: () => Promise<KeyPair> };
