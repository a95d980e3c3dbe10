import { describe, expect, it } from 'vitest';
import { fakeCredentials } from '#core/srp/fake.ts';
import { modPow, N, toInteger } from '#core/srp/modexp.ts';
import { newSalt, parsePublicValue, serverEphemeral, sharedKey } from '#core/srp/srp.ts';

const key = Buffer.alloc(32, 7);
const poolId = 'us-east-1_AbCdEf123';

describe('fakeCredentials', () => {
  it('never changes: a golden value', () => {
    const { salt, userId } = fakeCredentials({ key, poolId, username: 'nobody' });
    expect({ salt, userId }).toEqual({
      salt: '3991eda7e0e1d7cbfbc6bedaf5bbdc4a',
      userId: 'ba611b54-f50b-7113-b3a7-3155be11e8e2',
    });
  });

  it('differs with key, pool and name, also where the two run together', () => {
    const inputs = [
      { key, poolId, username: 'nobody' },
      { key: Buffer.alloc(32, 8), poolId, username: 'nobody' },
      { key, poolId: 'us-east-1_other', username: 'nobody' },
      { key, poolId, username: 'nobody2' },
      { key, poolId: `${poolId}n`, username: 'obody' },
    ];
    for (const part of ['salt', 'userId'] as const) {
      expect(new Set(inputs.map((input) => fakeCredentials(input)[part])).size).toBe(inputs.length);
    }
    expect(new Set(inputs.map((input) => fakeCredentials(input).verifier.toString('hex'))).size).toBe(inputs.length);
  });

  it('has the shape of real ones, for any name', () => {
    const realSalt = newSalt((n) => Buffer.alloc(n, 0xab));
    for (const username of [
      'nobody',
      '',
      'ünïcode',
      'x'.repeat(2000),
      ...Array.from({ length: 50 }, (_, i) => `u${i}`),
    ]) {
      const { salt, userId, verifier } = fakeCredentials({ key, poolId, username });
      expect(salt).toHaveLength(realSalt.length);
      expect(salt).toMatch(/^(?!00)[0-9a-f]+$/);
      expect(userId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(toInteger(verifier)).toBeLessThan(N);
      expect(verifier.length).toBeGreaterThan(376);
    }
  });

  it('does not betray itself by version bits or by leaving the subgroup of real verifiers', () => {
    const fakes = Array.from({ length: 24 }, (_, i) => fakeCredentials({ key, poolId, username: `user ${i}` }));
    expect(new Set(fakes.map(({ userId }) => userId[14])).size).toBeGreaterThan(4);
    for (const { verifier } of fakes.slice(0, 4)) expect(modPow(toInteger(verifier), (N - 1n) / 2n)).toBe(1n);
  });

  it('can be signed in against like a real user', () => {
    const { verifier: v } = fakeCredentials({ key, poolId, username: 'nobody' });
    const b = Buffer.alloc(32, 9);
    const B = serverEphemeral({ v, b });
    expect(B.toString(16).length).toBeGreaterThan(750);
    expect(sharedKey({ A: parsePublicValue('c0ffee')!, B, b, v })).toHaveLength(16);
  });
});
