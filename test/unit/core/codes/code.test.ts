import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codeMatches, newCode, randomDigits } from '#core/codes/code.ts';
import { createKeyring } from '#core/keys/keyring.ts';
import type { Pool } from '#core/pools/pool.ts';
import { verificationTarget } from '#core/sign-up/target.ts';
import { callOf } from '#test/call.ts';

const clock = { now: () => 1000 };
const keys = createKeyring({ credentials: new Map([[1, Buffer.alloc(32, 1)]]) }, clock);
const otherKeys = createKeyring({ credentials: new Map([[1, Buffer.alloc(32, 2)]]) }, clock);
const random = (digit: number) => ({
  bytes: (n: number) => Buffer.alloc(n),
  integer: (max: number) => digit % max,
  uuid: () => '',
});
const owner = { poolId: 'us-east-1_Abc', sub: 'sub-1' };
const target = { attribute: 'email', value: 'ada@example.com' } as const;
const draw = (digit: number) => newCode(callOf({ keys, clock, random: random(digit) }), owner, 'SIGN_UP', target);

describe('codes', () => {
  it('are six digits, good for 24 hours, and kept as a hash', () => {
    const { code, record } = draw(0);
    expect(code).toBe('000000');
    expect(record).toMatchObject({
      ...owner,
      purpose: 'SIGN_UP',
      attribute: 'email',
      destination: 'ada@example.com',
      expiresAt: 1000 + 86_400_000,
    });
    expect(JSON.stringify(record)).not.toContain(code);
    expect(Buffer.from(record.hash, 'base64')).toHaveLength(32);
  });

  it('match themselves only', () => {
    const { code, record } = draw(7);
    expect(code).toBe('777777');
    expect(codeMatches(keys, record, code)).toBe(true);
    for (const wrong of ['777776', '77777', '7777777', '', ' 777777', '7\u{ff17}7777']) {
      expect(codeMatches(keys, record, wrong)).toBe(false);
    }
    expect(codeMatches(keys, undefined, code)).toBe(false);
  });

  it.each([
    ['pool', { poolId: 'us-east-1_Abd' }],
    ['user', { sub: 'sub-2' }],
    ['attribute', { attribute: 'phone_number' }],
    ['destination', { destination: 'eve@example.com' }],
    ['hash', { hash: '' }],
  ] as const)('do not match with another %s', (_, change) => {
    const { code, record } = draw(7);
    expect(codeMatches(keys, { ...record, ...change }, code)).toBe(false);
  });

  it('do not match under another key', () => {
    const { code, record } = draw(7);
    expect(codeMatches(otherKeys, record, code)).toBe(false);
  });

  it('go to a verified attribute, the phone number first', () => {
    const pool = (...autoVerifiedAttributes: Pool['autoVerifiedAttributes']) => ({ autoVerifiedAttributes }) as Pool;
    const both = { email: 'ada@example.com', phone_number: '+15551239878' };
    const phone = { attribute: 'phone_number', value: '+15551239878' };
    expect(verificationTarget(pool('email', 'phone_number'), both)).toEqual(phone);
    expect(verificationTarget(pool('email'), both)).toEqual(target);
    expect(verificationTarget(pool('email', 'phone_number'), { email: 'ada@example.com' })).toEqual(target);
    expect(verificationTarget(pool('phone_number'), { email: 'ada@example.com' })).toBeUndefined();
    expect(verificationTarget(pool(), both)).toBeUndefined();
  });
});

describe('randomDigits', () => {
  it('gives as many digits as asked for, zeros in front included', () => {
    expect(randomDigits(6, () => 0)).toBe('000000');
    expect(randomDigits(8, () => 9)).toBe('99999999');
    expect(randomDigits(6, (max) => randomInt(max))).toMatch(/^\d{6}$/);
  });

  it('asks for each digit from all ten', () => {
    let next = 0;
    const asked: number[] = [];
    const digits = randomDigits(10, (max) => {
      asked.push(max);
      return next++;
    });
    expect(digits).toBe('0123456789');
    expect(new Set(asked)).toEqual(new Set([10]));
  });
});
