import { constants, createPublicKey, publicEncrypt } from 'node:crypto';

/** The prime of the 3072-bit group in RFC 3526, section 4, and RFC 5054, appendix A. */
export const N = BigInt(
  `0x${[
    'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd',
    'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed',
    'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f',
    '83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b',
    'e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510',
    '15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7',
    'abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c',
    'bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff',
  ].join('')}`,
);

/** The generator of the group. It is a square modulo N, so its powers are the subgroup of order (N - 1) / 2. */
export const GENERATOR = 2n;

/** The size of a group element in bytes. */
export const GROUP_BYTES = 384;

/**
 * Computes base^exponent mod N. Neither argument is negative.
 * @internal
 */
export type ModPow = (base: bigint, exponent: bigint) => bigint;

/** Reads a non-negative integer from big-endian bytes. An empty buffer is 0. */
export function toInteger(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
}

/** Returns the fewest big-endian bytes of a non-negative integer. The integer 0 becomes one zero byte. */
export function toBytes(value: bigint): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

/** Returns `value` mod N, which lies in [0, N) for negative values too. */
export function modN(value: bigint): bigint {
  const remainder = value % N;
  return remainder < 0n ? remainder + N : remainder;
}

/**
 * Computes base^exponent mod N by square and multiply, in 3 to 4 ms for an exponent of 256 bits. Throws a RangeError
 * for a negative exponent.
 * @internal
 */
export function integerModPow(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new RangeError('The exponent must not be negative.');
  let result = 1n;
  let square = modN(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

const N_BASE64URL = toBytes(N).toString('base64url');

/**
 * Computes base^exponent mod N with OpenSSL, in 0.6 ms for an exponent of 256 bits. It is a textbook RSA public
 * operation with the modulus N and the public exponent `exponent`. N is prime, so this is not an RSA key, but the
 * operation needs only the modulus. `createDiffieHellman` is no substitute, because it tests N for primality on every
 * construction and refuses bases outside the subgroup.
 * `exponent` must not be negative. Throws what OpenSSL throws for an exponent that it refuses (one above N), or where
 * raw RSA is switched off.
 * @internal
 */
export function nativeModPow(base: bigint, exponent: bigint): bigint {
  const bytes = toBytes(modN(base));
  const key = createPublicKey({
    key: { kty: 'RSA', n: N_BASE64URL, e: toBytes(exponent).toString('base64url') },
    format: 'jwk',
  });
  const block = Buffer.concat([Buffer.alloc(GROUP_BYTES - bytes.length), bytes]);
  return toInteger(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));
}

// The cases have odd, even and full-length exponents, a base outside the subgroup, and one above N.
const PROOF_CASES: readonly (readonly [base: bigint, exponent: bigint])[] = [
  [GENERATOR, 65_537n],
  [N - 2n, 0xc0ffeen],
  [N + (N >> 1n), 3n],
  [N / 3n, (1n << 255n) - 19n],
];

/**
 * Returns `native`, followed by integer arithmetic for inputs that `native` refuses, when both agree on fixed inputs.
 * Returns integer arithmetic alone when they do not. The comparison takes about 10 ms.
 * @internal
 */
export function provenModPow(native: ModPow = nativeModPow): ModPow {
  try {
    const proven = PROOF_CASES.every(([base, exponent]) => native(base, exponent) === integerModPow(base, exponent));
    if (!proven) return integerModPow;
  } catch {
    return integerModPow;
  }
  return (base, exponent) => {
    if (exponent < 1n) return integerModPow(base, exponent);
    try {
      return native(base, exponent);
    } catch {
      return integerModPow(base, exponent);
    }
  };
}

let proven: ModPow | undefined;

/**
 * Computes base^exponent mod N in the 3072-bit group, by the fastest route that is proven on this machine. The first
 * call makes the proof. Neither route takes the same time for every exponent, so use it only with exponents that serve
 * once (b, x) or that the other side knows (u). Throws a RangeError for a negative exponent.
 */
export function modPow(base: bigint, exponent: bigint): bigint {
  proven ??= provenModPow();
  return proven(base, exponent);
}
