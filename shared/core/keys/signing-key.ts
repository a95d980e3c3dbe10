import type { JWK } from 'jose';
import type { Call } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { KeyPair } from '#ports/key-pairs.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';
import { asText, type Forms, fromForm, inForm } from './forms.ts';

/** An RSA key of a pool. Like Cognito, Ownpool signs ID and access tokens with different keys. */
export type SigningKey = {
  readonly poolId: string;
  readonly kid: string;
  readonly use: 'id' | 'access';
  /** A retired key stays in the JWKS until the last token that it signed has expired. */
  readonly status: 'active' | 'retired';
  readonly publicJwk: JWK;
  /**
   * The private key, sealed for the purpose `signing`, so that a function that only verifies tokens can't sign any. See
   * newSigningKey.
   */
  readonly sealedPrivateKey: string;
  readonly createdAt: number;
  readonly version: number;
};

type Owner = Pick<SigningKey, 'poolId' | 'kid'>;

const context = ({ poolId, kid }: Owner): string => `private-key|${poolId}|${kid}`;
const PRIVATE_KEY_FORMS: Forms<string> = { form: 1 };

/** Makes an active signing key of a pool from a fresh key pair, and seals its private half. */
export function newSigningKey(
  { deps }: Call,
  { kid, publicJwk, privateKey }: KeyPair,
  { poolId, use }: Pick<SigningKey, 'poolId' | 'use'>,
): Unversioned<'signingKey'> {
  const sealed = deps.keys.seal('signing', context({ poolId, kid }), inForm(PRIVATE_KEY_FORMS, privateKey));
  const sealedPrivateKey = sealed.toString('base64');
  return { poolId, kid, use, status: 'active', publicJwk, sealedPrivateKey, createdAt: deps.clock.now() };
}

/**
 * Opens the private key, which is PKCS #8 in PEM. Throws InternalErrorException when it was not sealed for this pool
 * and kid.
 */
export function openPrivateKey(keys: Keyring, key: SigningKey): string {
  const plain = keys.open('signing', context(key), Buffer.from(key.sealedPrivateKey, 'base64'));
  return plain ? fromForm(PRIVATE_KEY_FORMS, plain, asText) : fail('InternalErrorException');
}
