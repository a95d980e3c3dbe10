import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { GENERATOR, modN, modPow, N, toBytes, toInteger } from './modexp.ts';

/**
 * The identity that SRP-6a (RFC 5054, RFC 2945) hashes. This file uses the 3072-bit group with SHA-256, as the clients
 * of Cognito do. `poolName` is the part of the pool id after `_`, and `userId` is USER_ID_FOR_SRP. For a device they
 * are its group key and its device key.
 */
export type SrpIdentity = { readonly poolName: string; readonly userId: string };

const SALT_BYTES = 16;
const KEY_BYTES = 16;
const KEY_LABEL = 'Caldera Derived Key';
/** A public value has at most 768 hex digits, and clients may put zeros in front. A longer one is refused. */
export const MAX_PUBLIC_DIGITS = 1024;

/**
 * Encodes a number in the form that is hashed: its fewest big-endian bytes, after a zero byte if the top bit is set,
 * like Java's toByteArray.
 * @internal
 */
export function pad(value: bigint): Buffer {
  const bytes = toBytes(value);
  return bytes[0]! & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/**
 * The multiplier k = H(pad(N) | pad(g)) of SRP-6a.
 * @internal
 */
export const MULTIPLIER = toInteger(sha256(pad(N), pad(GENERATOR)));

/**
 * Turns 16 bytes into a salt in hex. Some clients hash the salt as a number and others as bytes. They agree as long as
 * it does not begin with a zero byte, so a zero byte there becomes 1.
 */
export function saltFrom(bytes: Buffer): string {
  const salt = Buffer.from(bytes.subarray(0, SALT_BYTES));
  salt[0] ||= 1;
  return salt.toString('hex');
}

/** Returns a new salt of 16 random bytes as 32 hex digits. */
export function newSalt(random: (bytes: number) => Buffer): string {
  return saltFrom(random(SALT_BYTES));
}

/** Computes x = H(pad(salt) | H(poolName | userId | ":" | password)). */
function privateKey({ poolName, userId, password, salt }: SrpIdentity & { password: string; salt: string }): bigint {
  const inner = sha256(Buffer.from(`${poolName}${userId}:${password}`, 'utf8'));
  return toInteger(sha256(pad(BigInt(`0x${salt}`)), inner));
}

/**
 * Computes the verifier v = g^x as its fewest big-endian bytes, at most 384. `salt` is in hex. A verifier is as secret
 * as a password hash.
 */
export function verifier(input: SrpIdentity & { readonly password: string; readonly salt: string }): Buffer {
  return toBytes(modPow(GENERATOR, privateKey(input)));
}

/**
 * Computes the public value B = k*v + g^b mod N; SRP_B is `B.toString(16)`. `b` must be 32 random bytes that serve this
 * sign-in alone.
 */
export function serverEphemeral({ v, b }: { readonly v: Buffer; readonly b: Buffer }): bigint {
  return modN(MULTIPLIER * toInteger(v) + modPow(GENERATOR, toInteger(b)));
}

/**
 * Parses a client's SRP_A. Returns undefined when it is not hex, is empty, has more than 1024 digits, or is a multiple
 * of N, which would make the key known without the password (RFC 5054, section 2.5.4).
 */
export function parsePublicValue(hex: string): bigint | undefined {
  if (hex.length > MAX_PUBLIC_DIGITS || !/^[0-9a-f]+$/i.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return value % N === 0n ? undefined : value;
}

/**
 * Computes the scrambler u = H(pad(A) | pad(B)).
 * @internal
 */
export function scrambler(A: bigint, B: bigint): bigint {
  return toInteger(sha256(pad(A), pad(B)));
}

/**
 * Computes the server's 16-byte key: S = (A * v^u)^b, then HKDF-SHA256 (RFC 5869) with the salt pad(u). `A` is as the
 * client sent it, not reduced modulo N. Returns undefined when A mod N or u is 0; the sign-in must then be refused.
 */
export function sharedKey(input: {
  readonly A: bigint;
  readonly B: bigint;
  readonly b: Buffer;
  readonly v: Buffer;
}): Buffer | undefined {
  const { A, B, b, v } = input;
  const u = scrambler(A, B);
  if (u === 0n || A % N === 0n) return undefined;
  const S = modPow(modN(A * modPow(toInteger(v), u)), toInteger(b));
  return Buffer.from(hkdfSync('sha256', pad(S), pad(u), KEY_LABEL, KEY_BYTES));
}

/**
 * Computes what PASSWORD_CLAIM_SIGNATURE must be before base64. The 32 bytes must be compared in constant time.
 * `secretBlock` is SECRET_BLOCK decoded, and `timestamp` is the client's TIMESTAMP to the letter.
 */
export function proof(
  input: SrpIdentity & { readonly key: Buffer; readonly secretBlock: Buffer; readonly timestamp: string },
): Buffer {
  return createHmac('sha256', input.key)
    .update(`${input.poolName}${input.userId}`, 'utf8')
    .update(input.secretBlock)
    .update(input.timestamp, 'utf8')
    .digest();
}
