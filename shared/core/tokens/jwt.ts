import { type CryptoKey, importJWK, importPKCS8, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { boundedMap } from '#core/cache.ts';
import { openPrivateKey, type SigningKey } from '#core/keys/signing-key.ts';
import type { Keyring } from '#ports/keys.ts';

const MAX_IMPORTED = 2_000;

/** Signs claims with RS256. The header holds only `kid` and `alg`, as Cognito's does. */
export async function signJwt(keys: Keyring, key: SigningKey, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ kid: key.kid, alg: 'RS256' }).sign(await privateKey(key, keys));
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

const privateKey = importedOnce((key, keys: Keyring) => importPKCS8(openPrivateKey(keys, key), 'RS256'));
const publicKey = importedOnce((key) => importJWK(key.publicJwk, 'RS256') as Promise<CryptoKey>);

/** Importing a key takes as long as a signature, so each process imports a key once. */
function importedOnce<R extends readonly unknown[]>(importKey: (key: SigningKey, ...rest: R) => Promise<CryptoKey>) {
  const imported = boundedMap<Promise<CryptoKey>>(MAX_IMPORTED);
  return (key: SigningKey, ...rest: R): Promise<CryptoKey> => {
    const known = imported.get(key.kid);
    if (known !== undefined) return known;
    const importing = importKey(key, ...rest);
    imported.set(key.kid, importing);
    return importing;
  };
}
