import { parseOptions, hash as referenceHash, verify } from '@node-rs/argon2';
import { describe, expect, it, vi } from 'vitest';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';

vi.mock('@node-rs/argon2', async (original) => {
  const argon2 = await original<typeof import('@node-rs/argon2')>();
  return { ...argon2, verify: vi.fn(argon2.verify) };
});
const argon2Verify = vi.mocked(verify);

// Parameters far below the defaults keep the tests quick.
const QUICK = { memoryCost: 64, timeCost: 2, parallelism: 1 };
const hasher = argon2Hasher(QUICK);

describe('argon2Hasher', () => {
  it('hashes with argon2id and the parameters recommended by default', async () => {
    const { scheme, hash } = await argon2Hasher().hash('Password-1');
    expect(scheme).toBe('argon2id');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  });

  it('verifies the right password and no other', async () => {
    const hash = await hasher.hash('Pässwörd-1');
    expect(await hasher.verify('Pässwörd-1', hash)).toBe(true);
    expect(await hasher.verify('Pässwörd-2', hash)).toBe(false);
    expect(await hasher.verify('', hash)).toBe(false);
  });

  it('salts', async () => {
    const [first, second] = await Promise.all([hasher.hash('same'), hasher.hash('same')]);
    expect(first.hash).not.toBe(second.hash);
  });

  it('does not normalise: the two spellings of an accented letter differ, as they do in SRP', async () => {
    const hash = await hasher.hash('\u00e9');
    expect(await hasher.verify('e\u0301', hash)).toBe(false);
  });

  it('verifies the published vector of the reference implementation', async () => {
    // phc-winner-argon2, test.c: argon2id, version 0x13, t=2, m=2^16, p=1, "password", "somesalt".
    const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await hasher.verify('password', { scheme: 'argon2id', hash })).toBe(true);
    expect(await hasher.verify('Password', { scheme: 'argon2id', hash })).toBe(false);
  });

  it('is false without a hash, after one verification with the same parameters', async () => {
    const tuned = argon2Hasher({ memoryCost: 128, timeCost: 3, parallelism: 2 });
    const stored = await tuned.hash('right');
    argon2Verify.mockClear();
    expect(await tuned.verify('wrong', stored)).toBe(false);
    expect(await tuned.verify('wrong', undefined)).toBe(false);
    expect(argon2Verify).toHaveBeenCalledTimes(2);
    const [known, unknown] = argon2Verify.mock.calls.map(([hash]) => parseOptions(hash));
    expect(unknown).toEqual(known);
    await expect(argon2Verify.mock.results[1]!.value).resolves.toBe(false);
  });

  it('is false for lone surrogates, which would all be U+FFFD, after the same verification', async () => {
    const hash = await hasher.hash('Passw0rd!\ufffd');
    expect(await hasher.verify('Passw0rd!\ufffd', hash)).toBe(true);
    argon2Verify.mockClear();
    for (const stored of [hash, undefined]) {
      expect(await hasher.verify('Passw0rd!\ud800', stored)).toBe(false);
      expect(await hasher.verify('Passw0rd!\udfff', stored)).toBe(false);
    }
    expect(argon2Verify).toHaveBeenCalledTimes(4);
  });

  it('is false without a hash even if the dummy should match', async () => {
    argon2Verify.mockResolvedValueOnce(true);
    expect(await hasher.verify('lucky', undefined)).toBe(false);
  });

  it('rejects a hash that is none', async () => {
    await expect(hasher.verify('password', { scheme: 'argon2id', hash: 'plain' })).rejects.toThrow();
  });
});

describe('outdated', () => {
  it('is false for its own hashes and for stronger ones', async () => {
    expect(hasher.outdated(await hasher.hash('x'))).toBe(false);
    for (const stronger of [{ memoryCost: 128 }, { timeCost: 3 }, { parallelism: 2 }]) {
      expect(hasher.outdated(await argon2Hasher({ ...QUICK, ...stronger }).hash('x'))).toBe(false);
    }
  });

  it('is true when a parameter has grown since', async () => {
    const hash = await hasher.hash('x');
    for (const grown of [{ memoryCost: 65 }, { timeCost: 3 }, { parallelism: 2, memoryCost: 64 }]) {
      expect(argon2Hasher({ ...QUICK, ...grown }).outdated(hash)).toBe(true);
    }
  });

  it('is true for another variant, an old version and what is no hash', async () => {
    const variant = await referenceHash('x', { ...QUICK, algorithm: 1 });
    const old = await referenceHash('x', { ...QUICK, version: 0 });
    expect([variant, old]).toEqual([expect.stringContaining('$argon2i$'), expect.stringContaining('v=16')]);
    for (const hash of [variant, old, '', '$2b$12$abcdefghijklmnopqrstuv']) {
      expect(hasher.outdated({ scheme: 'argon2id', hash })).toBe(true);
    }
  });
});
