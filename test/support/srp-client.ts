import { createHash, createHmac, randomBytes } from 'node:crypto';

/** A client of Cognito's SRP, written from the protocol's description alone and with BigInt only. */
const N = BigInt(`0x${createPrime()}`);
const g = 2n;

function createPrime(): string {
  return [
    'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B',
    '302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6',
    '49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D',
    '670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718',
    '3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D',
    'B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C',
    'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
  ].join('');
}

const hex = (value: bigint): string => {
  const digits = value.toString(16);
  const even = digits.length % 2 ? `0${digits}` : digits;
  return /^[89a-f]/.test(even) ? `00${even}` : even;
};
const bytes = (value: bigint): Buffer => Buffer.from(hex(value), 'hex');
const hash = (...parts: readonly (Buffer | string)[]): Buffer => {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(part);
  return sha.digest();
};
const toInteger = (buffer: Buffer): bigint => BigInt(`0x${buffer.toString('hex')}`);

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base % N, e = exponent; e > 0n; e >>= 1n, b = (b * b) % N) if (e & 1n) result = (result * b) % N;
  return result;
}

export type SrpChallenge = Readonly<Record<'SALT' | 'SRP_B' | 'SECRET_BLOCK' | 'USER_ID_FOR_SRP', string>>;

/** DeviceSecretVerifierConfig for a device's password, as Amplify makes it: base64 of numbers in their padded form. */
export function deviceSecret(groupKey: string, deviceKey: string, password: string, salt = randomBytes(16)) {
  const number = toInteger(salt);
  const x = toInteger(hash(bytes(number), hash(`${groupKey}${deviceKey}:${password}`)));
  return { Salt: bytes(number).toString('base64'), PasswordVerifier: bytes(power(g, x)).toString('base64') };
}

/** One exchange: `srpA` for InitiateAuth, then `answer` for RespondToAuthChallenge. */
export function srpClient() {
  const a = toInteger(randomBytes(32));
  const A = power(g, a);
  return {
    srpA: A.toString(16),
    answer(poolId: string, password: string, challenge: SrpChallenge): Record<string, string> {
      const userId = challenge.USER_ID_FOR_SRP;
      return { USERNAME: userId, ...this.prove(poolId.split('_')[1]!, userId, password, challenge) };
    },
    /** The responses that prove a secret: a user's password, or that of a device with its group key and key as names. */
    prove(poolName: string, userId: string, password: string, challenge: SrpChallenge): Record<string, string> {
      const B = BigInt(`0x${challenge.SRP_B}`);
      const u = toInteger(hash(bytes(A), bytes(B)));
      const x = toInteger(hash(bytes(BigInt(`0x${challenge.SALT}`)), hash(`${poolName}${userId}:${password}`)));
      const k = toInteger(hash(bytes(N), bytes(g)));
      const S = power((((B - k * power(g, x)) % N) + N) % N, a + u * x);
      const secret = createHmac('sha256', bytes(u)).update(bytes(S)).digest();
      const key = createHmac('sha256', secret).update('Caldera Derived Key\u0001').digest().subarray(0, 16);
      const block = Buffer.from(challenge.SECRET_BLOCK, 'base64');
      const timestamp = 'Sun Mar 1 12:00:00 UTC 2026';
      const signature = createHmac('sha256', key).update(poolName).update(userId).update(block).update(timestamp);
      return {
        PASSWORD_CLAIM_SECRET_BLOCK: challenge.SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: signature.digest('base64'),
        TIMESTAMP: timestamp,
      };
    },
  };
}
