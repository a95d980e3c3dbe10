import type { JWK } from 'jose';

/** A fresh RSA-2048 key pair for RS256. */
export type KeyPair = { readonly kid: string; readonly publicJwk: JWK; readonly privateKey: string };

/** Where a new pool's signing keys come from; a pair takes about 0.15 s to make. */
export type KeyPairs = { readonly next: () => Promise<KeyPair> };
