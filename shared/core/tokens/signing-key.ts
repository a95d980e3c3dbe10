import type { JWK } from 'jose';

/** A pool's RSA key. Cognito signs ID and access tokens with different keys; so does Ownpool. */
export type SigningKey = {
  readonly poolId: string;
  readonly kid: string;
  readonly use: 'id' | 'access';
  /** Retired keys stay in the JWKS until the last token they signed has expired. */
  readonly status: 'active' | 'retired';
  readonly publicJwk: JWK;
  /** PKCS #8 in PEM; only ever at rest inside an envelope of the purpose `signing`. */
  readonly privateKey: string;
  readonly createdAt: number;
  readonly version: number;
};
