import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modPow, N, toInteger } from '#core/srp/modexp.ts';
import {
  MULTIPLIER,
  newSalt,
  pad,
  parsePublicValue,
  proof,
  saltFrom,
  scrambler,
  serverEphemeral,
  sharedKey,
  verifier,
} from '#core/srp/srp.ts';

// The official client's inner modules come without types.
type Integer = { toString(radix: number): string };
type Helper = {
  getLargeAValue(done: (error: unknown, A: Integer) => void): void;
  getPasswordAuthenticationKey(
    userId: string,
    password: string,
    B: Integer,
    salt: Integer,
    done: (error: unknown, key: Uint8Array) => void,
  ): void;
  generateHashDevice(group: string, key: string, done: () => void): void;
  getVerifierDevices(): string;
  getRandomPassword(): string;
  getSaltDevices(): string;
};
const require = createRequire(import.meta.url);
const AuthenticationHelper: new (poolName: string) => Helper =
  require('amazon-cognito-identity-js/lib/AuthenticationHelper.js').default;
const BigInteger: new (digits: string, radix: number) => Integer =
  require('amazon-cognito-identity-js/lib/BigInteger.js').default;

const sha256 = (...parts: readonly (Buffer | string)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const hmac = (key: Buffer, ...parts: readonly (Buffer | string)[]) =>
  parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();
const hex = (bytes: Buffer) => bytes.toString('hex');
const repeated = (text: string) => Buffer.concat(Array.from({ length: 4 }, () => sha256(text)));

type Challenge = {
  readonly poolName: string;
  readonly userId: string;
  readonly password: string;
  readonly salt: string;
  readonly a: bigint;
  readonly B: bigint;
};

/** A client written from the protocol's description alone, sharing no code with the server but the exponentiation. */
function clientKey({ poolName, userId, password, salt, a, B }: Challenge): Buffer {
  const javaBytes = (n: bigint) => {
    const digits = n.toString(16);
    const even = digits.length % 2 ? `0${digits}` : digits;
    return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
  };
  const number = (bytes: Buffer) => BigInt(`0x${hex(bytes)}`);
  const k = number(sha256(javaBytes(N), javaBytes(2n)));
  const x = number(sha256(javaBytes(BigInt(`0x${salt}`)), sha256(`${poolName}${userId}:${password}`)));
  const u = number(sha256(javaBytes(modPow(2n, a)), javaBytes(B)));
  const base = (((B - k * modPow(2n, x)) % N) + N) % N;
  const S = modPow(base, a + u * x);
  const expanded = hmac(hmac(javaBytes(u), javaBytes(S)), 'Caldera Derived Key', Buffer.from([1]));
  return expanded.subarray(0, 16);
}

describe('pad', () => {
  it('is the form of Java BigInteger.toByteArray', () => {
    const forms = [0n, 1n, 20n, 127n, 128n, 236n, 256n, 0x8000n, 0x7fffn].map((n) => hex(pad(n)));
    expect(forms).toEqual(['00', '01', '14', '7f', '0080', '00ec', '0100', '008000', '7fff']);
  });
});

describe('published vectors', () => {
  const who = { poolName: 'AbCdEf123', userId: '1f0e9d8c-7b6a-4958-8776-655443322110' };
  const password = 'P@ssw0rd-Example1';
  const salt = 'a3f1c0de5577889900112233445566aa';
  const a = toInteger(repeated('client a'));
  const b = repeated('server b');
  const v = verifier({ ...who, password, salt });
  const A = modPow(2n, a);
  const B = serverEphemeral({ v, b });

  it('has the multiplier', () => {
    expect(MULTIPLIER.toString(16)).toBe('538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6');
  });

  it('makes the verifier from x', () => {
    const x = BigInt('0xf0f97d4ccf0e48d98c4d41109d02392c025ad90f5c4189ef7f2fe28c40a12ab2');
    expect(toInteger(v)).toBe(modPow(2n, x));
    expect(hex(sha256(pad(toInteger(v))))).toBe('a1dd588727f26b643cafa97492ed9bf62caee82d1dd2f419286e22ba7896058e');
  });

  it('makes the public values', () => {
    expect(A.toString(16)).toMatch(/^4c4bac1578889ac044c5bb3d676da1d2/);
    expect(hex(sha256(pad(A)))).toBe('e564e11d8e58d2998e1616d972617152051702839f4e1414ad025d668310f315');
    expect(B.toString(16)).toMatch(/^7bb40e1157a9cf458b966155e6eeaa9e/);
    expect(hex(sha256(pad(B)))).toBe('b0c098b8656a2d12bcf85435c6a25b1737c2bc15f5b19acc541b9ffb282e2a6a');
  });

  it('agrees on u, S, key and proof', () => {
    const u = scrambler(A, B);
    expect(u.toString(16)).toBe('ba507448c9b1d0ff3d297216cce77b29ddb31f6de0651ce13612ce593578eb2b');
    const S = modPow(A * modPow(toInteger(v), u), toInteger(b));
    expect(hex(sha256(pad(S)))).toBe('52f788b6120958daed5e2460abce018e728091481dda3805d9bf9181463af6a5');
    const key = sharedKey({ A, B, b, v })!;
    expect(hex(key)).toBe('28608d997068909506b2654d128f4857');
    const secretBlock = Buffer.from('opaque-secret-block');
    const signature = proof({ ...who, key, secretBlock, timestamp: 'Tue Feb 3 04:05:06 UTC 2026' });
    expect(signature.toString('base64')).toBe('QeH82z9HWXzqyjOfO93vZFseP0RQ1+9Wihl2BKjgeNo=');
  });

  it('is the same arithmetic for a device', () => {
    const device = { poolName: '-v7w9UcY6', userId: 'us-east-1_0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9' };
    const deviceSalt = Buffer.from('AIiZqrvM3e7/ABEiM0RVZnc=', 'base64').toString('hex');
    const deviceVerifier = verifier({
      ...device,
      password: 'ZGV2aWNlLXBhc3N3b3JkLWV4YW1wbGU=',
      salt: deviceSalt,
    });
    const x = BigInt('0x4a5bb49145dadda698a74bd6c1817eb901233be7ea557648d45b9de2b87e9219');
    expect(toInteger(deviceVerifier)).toBe(modPow(2n, x));
    expect(hex(sha256(pad(toInteger(deviceVerifier))))).toBe(
      '5365052d10a2ad89a5e9e0fe2414664878632ba4fa5f49607d03956804ec1a10',
    );
  });
});

describe('sign-in', () => {
  const who = { poolName: 'Xy9', userId: 'Zoë' };

  it('succeeds with the right password and no other', () => {
    const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n }).map((value) => Buffer.from(value));
    const words = fc.string({ minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, words, bytes(16), bytes(32), bytes(32), (password, other, saltBytes, a, b) => {
        const salt = newSalt(() => saltBytes);
        const v = verifier({ ...who, password, salt });
        const B = serverEphemeral({ v, b });
        const client = (typed: string) => clientKey({ ...who, password: typed, salt, a: toInteger(a) + 1n, B });
        const key = sharedKey({ A: modPow(2n, toInteger(a) + 1n), B, b, v });
        expect(key).toEqual(client(password));
        if (other !== password) expect(key).not.toEqual(client(other));
      }),
      { numRuns: 8 },
    );
  });

  it('succeeds with the AuthenticationHelper of amazon-cognito-identity-js', () => {
    const helper = new AuthenticationHelper(who.poolName);
    const salt = newSalt(() => sha256('salt').subarray(0, 16));
    const v = verifier({ ...who, password: 'Pässwörd 1!', salt });
    const b = sha256('b');
    const B = serverEphemeral({ v, b });
    let A = '';
    helper.getLargeAValue((_, value) => {
      A = value.toString(16);
    });
    const keyFor = (password: string) => {
      let key = Buffer.alloc(0);
      const B16 = new BigInteger(B.toString(16), 16);
      helper.getPasswordAuthenticationKey(who.userId, password, B16, new BigInteger(salt, 16), (_, value) => {
        key = Buffer.from(value);
      });
      return key;
    };
    const key = sharedKey({ A: parsePublicValue(A)!, B, b, v })!;
    expect(hex(key)).toBe(hex(keyFor('Pässwörd 1!')));
    expect(hex(key)).not.toBe(hex(keyFor('Pässwörd 1?')));
  });

  it('knows the verifier that amazon-cognito-identity-js makes for a device', () => {
    const helper = new AuthenticationHelper(who.poolName);
    helper.generateHashDevice('-group', 'us-east-1_key', () => {});
    const computed = BigInt(`0x${helper.getVerifierDevices()}`);
    const own = verifier({
      poolName: '-group',
      userId: 'us-east-1_key',
      password: helper.getRandomPassword(),
      salt: helper.getSaltDevices(),
    });
    expect(computed).toBe(toInteger(own));
  });

  it('hashes A as it was sent, not reduced', () => {
    const b = sha256('b');
    const v = verifier({ ...who, password: 'p', salt: '01' });
    const B = serverEphemeral({ v, b });
    expect(sharedKey({ A: N + 4n, B, b, v })).not.toEqual(sharedKey({ A: 4n, B, b, v }));
  });

  it('gives no key for an A that is a multiple of N', () => {
    const b = sha256('b');
    const v = verifier({ ...who, password: 'p', salt: '01' });
    const B = serverEphemeral({ v, b });
    expect([0n, N, 2n * N].map((A) => sharedKey({ A, B, b, v }))).toEqual([undefined, undefined, undefined]);
    expect(sharedKey({ A: N + 1n, B, b, v })).toHaveLength(16);
  });

  it('binds the proof to every part', () => {
    const input = { ...who, key: sha256('key'), secretBlock: Buffer.from('block'), timestamp: 'now' };
    const changed = [
      { ...input, poolName: 'other' },
      { ...input, userId: 'other' },
      { ...input, key: sha256('other') },
      { ...input, secretBlock: Buffer.from('other') },
      { ...input, timestamp: 'other' },
    ];
    expect(new Set([input, ...changed].map((each) => hex(proof(each)))).size).toBe(6);
  });
});

describe('salts', () => {
  it('are 32 hex digits that never begin with a zero byte', () => {
    expect(newSalt((n) => Buffer.alloc(n, 0xab))).toBe('ab'.repeat(16));
    expect(newSalt((n) => Buffer.alloc(n))).toBe(`01${'00'.repeat(15)}`);
  });

  it('leave the bytes they are made from alone', () => {
    const bytes = Buffer.alloc(16);
    saltFrom(bytes);
    expect(bytes).toEqual(Buffer.alloc(16));
  });
});

describe('parsePublicValue', () => {
  it('reads hex in either case, of odd or even length', () => {
    expect(['1', 'aB', '0f', 'FFF', `${'0'.repeat(1023)}5`].map(parsePublicValue)).toEqual([
      1n,
      0xabn,
      15n,
      0xfffn,
      5n,
    ]);
    expect(parsePublicValue((N - 1n).toString(16))).toBe(N - 1n);
    expect(parsePublicValue((N + 1n).toString(16))).toBe(N + 1n);
  });

  it.each(['', ' ', '0x12', '-1', '1 2', 'xyz', '1n', '12\n', '١', '1'.repeat(1025)])('refuses %j', (text) => {
    expect(parsePublicValue(text)).toBeUndefined();
  });

  it.each([0n, N, 2n * N, 12345n * N])('refuses the multiple %# of N', (value) => {
    expect(parsePublicValue(value.toString(16))).toBeUndefined();
    expect(parsePublicValue(`00${value.toString(16)}`)).toBeUndefined();
  });
});
