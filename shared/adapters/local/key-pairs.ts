import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { KeyPair, KeyPairs } from '#ports/key-pairs.ts';

const generate = promisify(generateKeyPair);

/**
 * Generates an RSA key pair. Its `kid` is the JWK thumbprint (RFC 7638) in base64, which has the form of Cognito's key
 * ids.
 */
export async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048 });
  const publicJwk = publicKey.export({ format: 'jwk' }) as JWK;
  const thumbprint = await calculateJwkThumbprint(publicJwk, 'sha256');
  return {
    kid: Buffer.from(thumbprint, 'base64url').toString('base64'),
    publicJwk,
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/**
 * Keeps `ready` pairs that are generated ahead, on threads of their own, so that creating a pool does not wait for
 * them.
 */
export function prefetchedKeyPairs(ready = 2): KeyPairs {
  const waiting: Promise<KeyPair>[] = [];
  const fill = () => {
    while (waiting.length < ready) {
      const pair = newKeyPair();
      // The caller that takes the pair sees the rejection. Until then it must not end the process.
      pair.catch(() => {});
      waiting.push(pair);
    }
  };
  fill();
  return {
    next: () => {
      const pair = waiting.shift() ?? newKeyPair();
      fill();
      return pair;
    },
  };
}
