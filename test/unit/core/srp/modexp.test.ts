import { getDiffieHellman, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GENERATOR,
  GROUP_BYTES,
  integerModPow,
  modN,
  modPow,
  N,
  nativeModPow,
  provenModPow,
  toBytes,
  toInteger,
} from '#core/srp/modexp.ts';

/** Recursive, so that it shares nothing with the loop that is tested. */
function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power(base, exponent / 2n);
  const square = (half * half) % N;
  return exponent % 2n === 0n ? square : (square * (((base % N) + N) % N)) % N;
}

const BASES = [0n, 1n, 2n, 3n, N - 1n, N - 2n, N, N + 1n, N + 5n, 3n * N - 7n, (1n << 4096n) - 1n];
const EXPONENTS = [0n, 1n, 2n, 3n, 4n, 65_536n, 65_537n, 1n << 64n, 1n << 255n, (1n << 256n) - 2n];

describe('the group', () => {
  it('is group 15 of RFC 3526', () => {
    const group = getDiffieHellman('modp15');
    expect(toBytes(N)).toEqual(group.getPrime());
    expect(GENERATOR).toBe(toInteger(group.getGenerator()));
    expect(GROUP_BYTES).toBe(toBytes(N).length);
  });

  it('has 2 generate the subgroup of prime order (N - 1) / 2', () => {
    expect(modPow(GENERATOR, (N - 1n) / 2n)).toBe(1n);
  });
});

describe('numbers and bytes', () => {
  it('uses the fewest big-endian bytes', () => {
    expect([0n, 1n, 127n, 128n, 255n, 256n].map((n) => toBytes(n).toString('hex'))).toEqual([
      '00',
      '01',
      '7f',
      '80',
      'ff',
      '0100',
    ]);
  });

  it('reads back what it wrote, with or without leading zeros', () => {
    expect(toInteger(Buffer.alloc(0))).toBe(0n);
    expect(toInteger(Buffer.from('0000ff01', 'hex'))).toBe(0xff01n);
    expect(toInteger(toBytes(N))).toBe(N);
  });

  it('reduces negative numbers into [0, N)', () => {
    expect([-1n, -N, N, -N - 3n].map(modN)).toEqual([N - 1n, 0n, 0n, N - 3n]);
  });
});

describe('modPow', () => {
  it('gives small known powers', () => {
    expect(modPow(2n, 10n)).toBe(1024n);
    expect(modPow(N + 3n, 5n)).toBe(243n);
    expect(modPow(-2n, 3n)).toBe(N - 8n);
  });

  it.each(EXPONENTS)('agrees with integer arithmetic on awkward bases, exponent %s', (exponent) => {
    for (const base of BASES) {
      const expected = power(base, exponent);
      expect(modPow(base, exponent)).toBe(expected);
      expect(integerModPow(base, exponent)).toBe(expected);
    }
  });

  it('falls back for exponents that the native route refuses', () => {
    expect(() => nativeModPow(5n, N + 1n)).toThrow();
    expect(modPow(5n, N + 1n)).toBe(25n);
  });

  it('refuses a negative exponent', () => {
    expect(() => modPow(2n, -1n)).toThrow(RangeError);
    expect(() => integerModPow(2n, -1n)).toThrow(RangeError);
  });

  it('is native here, and equal to integer arithmetic on random input', () => {
    const integer = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b));
    fc.assert(
      fc.property(integer(400), integer(32), (base, exponent) => {
        const e = toInteger(exponent) + 1n;
        expect(nativeModPow(toInteger(base), e)).toBe(power(toInteger(base), e));
      }),
      { numRuns: 15 },
    );
  });
});

describe('provenModPow', () => {
  const inputs = [toInteger(randomBytes(380)), toInteger(randomBytes(32))] as const;

  it('takes a native route that is right', () => {
    let calls = 0;
    const route = provenModPow((base, exponent) => {
      calls++;
      return nativeModPow(base, exponent);
    });
    const before = calls;
    expect(route(...inputs)).toBe(power(...inputs));
    expect(before).toBeGreaterThan(0);
    expect(calls).toBe(before + 1);
  });

  it('does without one that is wrong on some input', () => {
    const evenIsWrong = provenModPow((base, exponent) => nativeModPow(base, exponent | 1n));
    const longIsWrong = provenModPow((base, exponent) => nativeModPow(base, exponent % (1n << 64n)));
    const highIsWrong = provenModPow((base, exponent) => (base < N ? nativeModPow(base, exponent) : 0n));
    expect([evenIsWrong, longIsWrong, highIsWrong]).toEqual([integerModPow, integerModPow, integerModPow]);
  });

  it('does without one that throws', () => {
    const route = provenModPow(() => {
      throw new Error('raw RSA is switched off');
    });
    expect(route).toBe(integerModPow);
  });

  it('falls back for a single call that throws later', () => {
    let broken = false;
    const route = provenModPow((base, exponent) => {
      if (broken) throw new Error('out of memory');
      return nativeModPow(base, exponent);
    });
    broken = true;
    expect(route(...inputs)).toBe(power(...inputs));
  });
});
