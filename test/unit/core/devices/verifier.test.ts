import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseVerifier } from '#core/devices/verifier.ts';
import { N, toBytes } from '#core/srp/modexp.ts';
import { pad } from '#core/srp/srp.ts';
import { deviceSecret } from '#test/srp-client.ts';

const SALT = Buffer.from('8899aabbccddeeff0011223344556677', 'hex');
const KEY = 'us-east-1_0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';

describe('parseVerifier', () => {
  const given = deviceSecret('-v7w9UcY6', KEY, 'ZGV2aWNlLXBhc3N3b3JkLWV4YW1wbGU=', SALT);
  const withVerifier = (bytes: Buffer) =>
    parseVerifier({ salt: given.Salt, passwordVerifier: bytes.toString('base64') });

  it('reads what a client makes of the published example', () => {
    expect(given.Salt).toBe('AIiZqrvM3e7/ABEiM0RVZnc=');
    const { salt, verifier } = parseVerifier({ salt: given.Salt, passwordVerifier: given.PasswordVerifier });
    expect(salt).toBe(`00${SALT.toString('hex')}`);
    const padded = pad(BigInt(`0x${verifier}`));
    expect(createHash('sha256').update(padded).digest('hex')).toBe(
      '5365052d10a2ad89a5e9e0fe2414664878632ba4fa5f49607d03956804ec1a10',
    );
  });

  it('takes every number from 2 to N - 2, with or without a zero byte in front', () => {
    expect(withVerifier(Buffer.of(2)).verifier).toBe('02');
    expect(withVerifier(Buffer.of(0, 0, 2)).verifier).toBe('02');
    for (const bytes of [toBytes(N - 2n), pad(N - 2n)]) {
      expect(BigInt(`0x${withVerifier(bytes).verifier}`)).toBe(N - 2n);
    }
  });

  it.each([0n, 1n, N - 1n, N, N + 1n, N + 2n, 2n ** 3072n - 1n, 2n ** 3072n])('refuses the verifier %s', (value) => {
    for (const bytes of [toBytes(value), pad(value)]) {
      expect(() => withVerifier(bytes)).toThrow('Invalid DeviceSecretVerifierConfig.PasswordVerifier.');
    }
  });

  it('takes base64 with or without its padding, and nothing else', () => {
    const unpadded = { salt: given.Salt.replaceAll('=', ''), passwordVerifier: given.PasswordVerifier };
    expect(parseVerifier(unpadded).salt).toBe(`00${SALT.toString('hex')}`);
    for (const salt of ['AAAAA', 'AA=', 'A===', 'AAAA=', 'AA AA', 'AA-_', '=', '\n', 'AAAA\n']) {
      expect(() => parseVerifier({ ...unpadded, salt })).toThrow('Invalid DeviceSecretVerifierConfig.Salt.');
    }
  });
});
