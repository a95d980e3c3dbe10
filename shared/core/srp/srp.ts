import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { GENERATOR, modN, modPow, N, toBytes, toInteger } from './modexp.ts';

/**
 * SRP-6a (RFC 5054, RFC 2945) over the 3072-bit group with SHA-256, as the clients of Cognito compute it. `poolName` is
 * the part of the pool id behind `_` and `userId` is USER_ID_FOR_SRP; for a device they are its group key and its key.
 */
export type SrpIdentity = { readonly poolName: string; readonly userId: string };

const SALT_BYTES = 16;
const KEY_BYTES = 16;
const KEY_LABEL = 'Caldera Derived Key';
/** Of a public value in hex: 768 and what clients put in front. */
export const MAX_PUBLIC_DIGITS = 1024;

/**
 * The form that is hashed: the fewest big-endian bytes, behind a zero byte if the top bit is set (Java's toByteArray).
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
 * The multiplier H(pad(N) | pad(g)) of SRP-6a.
 * @internal
 */
export const MULTIPLIER = toInteger(sha256(pad(N), pad(GENERATOR)));

/**
 * Makes 16 bytes fit for a salt, as hex. Some clients hash the salt as a number and some as bytes; these agree as long as
 * it does not begin with a zero byte.
 */
export function saltFrom(bytes: Buffer): string {
  const salt = Buffer.from(bytes.subarray(0, SALT_BYTES));
  salt[0] ||= 1;
  return salt.toString('hex');
}

/** A new salt: 16 bytes, 32 hex digits. */
export function newSalt(random: (bytes: number) => Buffer): string {
  return saltFrom(random(SALT_BYTES));
}

/** x = H(pad(salt) | H(poolName | userId | ":" | password)). */
function privateKey({ poolName, userId, password, salt }: SrpIdentity & { password: string; salt: string }): bigint {
  const inner = sha256(Buffer.from(`${poolName}${userId}:${password}`, 'utf8'));
  return toInteger(sha256(pad(BigInt(`0x${salt}`)), inner));
}

/** The verifier v = g^x as its fewest big-endian bytes (at most 384). `salt` is hex. As secret as a password hash. */
export function verifier(input: SrpIdentity & { readonly password: string; readonly salt: string }): Buffer {
  return toBytes(modPow(GENERATOR, privateKey(input)));
}

/** The public value B = k*v + g^b mod N; SRP_B is `B.toString(16)`. `b`: 32 random bytes for this sign-in alone. */
export function serverEphemeral({ v, b }: { readonly v: Buffer; readonly b: Buffer }): bigint {
  return modN(MULTIPLIER * toInteger(v) + modPow(GENERATOR, toInteger(b)));
}

/**
 * A client's SRP_A. undefined when it is not hex, is empty, has more than 1024 digits, or is a multiple of N, which would
 * make the key known without the password (RFC 5054 section 2.5.4).
 */
export function parsePublicValue(hex: string): bigint | undefined {
  if (hex.length > MAX_PUBLIC_DIGITS || !/^[0-9a-f]+$/i.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return value % N === 0n ? undefined : value;
}

/**
 * The scrambler u = H(pad(A) | pad(B)).
 * @internal
 */
export function scrambler(A: bigint, B: bigint): bigint {
  return toInteger(sha256(pad(A), pad(B)));
}

/**
 * The server's key, 16 bytes: S = (A * v^u)^b, then HKDF-SHA256 (RFC 5869) with salt pad(u). `A` as the client sent it,
 * not reduced. undefined when A mod N or u is 0: the sign-in must be refused.
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
 * What PASSWORD_CLAIM_SIGNATURE must be before base64: 32 bytes, to be compared in constant time. `secretBlock` is
 * SECRET_BLOCK decoded, `timestamp` the client's TIMESTAMP to the letter.
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
