import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AsnParser, Certificate, ECDSASigValue } from '#infra/lambda/certificates.ts';

const MESSAGE = Buffer.from('What an authenticator signs');

/** Returns the DER of a sequence of integers. */
function der(...integers: readonly (readonly number[])[]): Uint8Array {
  const content = integers.flatMap((bytes) => [0x02, bytes.length, ...bytes]);
  return Uint8Array.from([0x30, content.length, ...content]);
}

const SIGNATURE = der([1, 2, 3], [0, 0x80]);

/** Returns the 64 bytes that r and s are without DER. */
function fixed({ r, s }: ECDSASigValue): Buffer {
  const hex = [r, s].map((bytes) => Buffer.from(bytes).toString('hex').padStart(64, '0').slice(-64));
  return Buffer.from(hex.join(''), 'hex');
}

describe('AsnParser of a bundle', () => {
  it('reads what node:crypto has signed with P-256', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // Half of the integers have 33 bytes, and one in 256 has less than 32.
    for (let count = 0; count < 500; count++) {
      const signature = fixed(AsnParser.parse(sign('sha256', MESSAGE, privateKey), ECDSASigValue));
      expect(verify('sha256', MESSAGE, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    }
  });

  it('leaves the integers as they are', () => {
    const { r, s } = AsnParser.parse(SIGNATURE, ECDSASigValue);
    expect([...r]).toEqual([1, 2, 3]);
    expect([...s]).toEqual([0, 0x80]);
  });

  it('refuses a signature of which something is missing', () => {
    for (let length = 0; length < SIGNATURE.length; length++) {
      expect(() => AsnParser.parse(SIGNATURE.subarray(0, length), ECDSASigValue)).toThrow('not in DER');
    }
  });

  it.each([
    ['bytes after it', Uint8Array.of(...SIGNATURE, 0), 'Bytes follow'],
    ['three integers', der([1], [2], [3]), 'Bytes follow'],
    ['one integer', der([1]), 'not in DER'],
    ['an integer without bytes', der([1], []), 'not in DER'],
    ['another type than a sequence', SIGNATURE.with(0, 0x31), 'not in DER'],
    ['another type than an integer', SIGNATURE.with(2, 0x04), 'not in DER'],
    ['a length in the long form', Uint8Array.of(0x30, 0x81, SIGNATURE.length - 2, ...SIGNATURE.slice(2)), 'not in DER'],
    ['an integer with more bytes than there are', SIGNATURE.with(3, 0x7f), 'not in DER'],
  ])('refuses a signature with %s', (_, signature, text) => {
    expect(() => AsnParser.parse(signature, ECDSASigValue)).toThrow(text);
  });

  it('refuses every other type, and certificates', () => {
    const text = 'Certificates are not read in a bundle.';
    expect(() => AsnParser.parse(SIGNATURE, Certificate)).toThrow(text);
    expect(() => new Certificate()).toThrow(text);
  });
});
