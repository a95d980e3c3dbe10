import { createPrivateKey, sign } from 'node:crypto';
import { type CryptoKey, importJWK, type JWTPayload, jwtVerify } from 'jose';
import { boundedMap } from '#core/cache.ts';
import { openPrivateKey, type SigningKey } from '#core/keys/signing-key.ts';
import type { Keyring } from '#ports/keys.ts';

const MAX_IMPORTED = 2_000;

/**
 * Signs claims with RS256. The header holds only `kid` and `alg`, as Cognito's does.
 *
 * It signs at once, in 0.3 ms, instead of with jose, which uses WebCrypto. That costs 0.1 ms more, and its signatures wait
 * in Node's thread pool behind password hashes, which take 30 times as long.
 * Source: https://www.rfc-editor.org/rfc/rfc7515#section-5.1 and https://www.rfc-editor.org/rfc/rfc7518#section-3.3
 */
export function signJwt(keys: Keyring, key: SigningKey, claims: JWTPayload): string {
  const content = `${base64url({ kid: key.kid, alg: 'RS256' })}.${base64url(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey(key, keys)).toString('base64url')}`;
}

function base64url(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/**
 * Verifies that `key` signed a token for `issuer`, and returns its claims. `now` is in epoch milliseconds. Throws the
 * errors of jose.
 */
export async function verifyJwt(
  key: SigningKey,
  token: string,
  expected: { issuer: string; now: number },
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, await publicKey(key), {
    algorithms: ['RS256'],
    issuer: expected.issuer,
    currentDate: new Date(expected.now),
  });
  return payload;
}

const privateKey = importedOnce((key, keys: Keyring) => createPrivateKey(openPrivateKey(keys, key)));
const publicKey = importedOnce((key) => importJWK(key.publicJwk, 'RS256') as Promise<CryptoKey>);

/** Importing a key takes as long as a signature, so each process imports a key once. */
function importedOnce<K, R extends readonly unknown[]>(importKey: (key: SigningKey, ...rest: R) => K) {
  const imported = boundedMap<K>(MAX_IMPORTED);
  return (key: SigningKey, ...rest: R): K => {
    const known = imported.get(key.kid);
    if (known !== undefined) return known;
    const importing = importKey(key, ...rest);
    imported.set(key.kid, importing);
    return importing;
  };
}
