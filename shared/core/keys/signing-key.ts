import type { JWK } from 'jose';
import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { KeyPair } from '#ports/key-pairs.ts';
import type { Keys } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';
import { asText, type Forms, fromForm, inForm } from './forms.ts';

/** A pool's RSA key. Cognito signs ID and access tokens with different keys; so does Ownpool. */
export type SigningKey = {
  readonly poolId: string;
  readonly kid: string;
  readonly use: 'id' | 'access';
  /** Retired keys stay in the JWKS until the last token they signed has expired. */
  readonly status: 'active' | 'retired';
  readonly publicJwk: JWK;
  /** Sealed for the purpose `signing`, so that who only verifies tokens can't sign any. See newSigningKey. */
  readonly sealedPrivateKey: string;
  readonly createdAt: number;
  readonly version: number;
};

type Owner = Pick<SigningKey, 'poolId' | 'kid'>;

const context = ({ poolId, kid }: Owner): string => `private-key|${poolId}|${kid}`;
const PRIVATE_KEY_FORMS: Forms<string> = { form: 1 };

/** An active key of a pool from a fresh pair, its private half sealed. */
export function newSigningKey(
  { deps }: Call,
  { kid, publicJwk, privateKey }: KeyPair,
  { poolId, use }: Pick<SigningKey, 'poolId' | 'use'>,
): Unversioned<'signingKey'> {
  const sealed = deps.keys.seal('signing', context({ poolId, kid }), inForm(PRIVATE_KEY_FORMS, privateKey));
  const sealedPrivateKey = sealed.toString('base64');
  return { poolId, kid, use, status: 'active', publicJwk, sealedPrivateKey, createdAt: deps.clock.now() };
}

/** The private key, PKCS #8 in PEM. Throws InternalErrorException when it was not sealed for this pool and kid. */
export function openPrivateKey(keys: Keys, key: SigningKey): string {
  const plain = keys.open('signing', context(key), Buffer.from(key.sealedPrivateKey, 'base64'));
  return plain ? fromForm(PRIVATE_KEY_FORMS, plain, asText) : fail('InternalErrorException');
}
