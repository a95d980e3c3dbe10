import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facetKey, searchRange } from '#adapters/dynamo/kinds.ts';
import { foldCase } from '#core/fold-case.ts';
import { matchesFilter, type UserFilter } from '#core/user-filter/filter.ts';
import type { SearchAttribute } from '#core/user-filter/search-values.ts';
import type { User } from '#core/users/user.ts';

const POOL = 'us-east-1_Filter001';
const SUB = '00000000-0000-4000-8000-000000000001';
const user = (attributes: Readonly<Record<string, string>>, more: Partial<User> = {}): User => ({
  poolId: POOL,
  sub: SUB,
  username: 'Ada',
  attributes,
  enabled: true,
  status: 'CONFIRMED',
  createdAt: 0,
  modifiedAt: 0,
  names: [],
  signOutEpoch: 0,
  stamp: '',
  version: 1,
  ...more,
});
const filter = (
  attribute: SearchAttribute,
  operator: '=' | '^=',
  value: string,
  ignoreCase = attribute === 'cognito:user_status',
): UserFilter => ({ attribute, operator, value, ignoreCase });

describe('a filter matches', () => {
  it.each<[string, UserFilter, boolean]>([
    ['a name', filter('name', '=', 'Ada Lovelace'), true],
    ['a name in another case', filter('name', '=', 'ada lovelace'), false],
    ['a part of a name', filter('name', '=', 'Ada'), false],
    ['a prefix', filter('name', '^=', 'Ada L'), true],
    ['a prefix in another case', filter('name', '^=', 'aDA'), false],
    ['a prefix of another case where that does not matter', filter('name', '^=', 'aDA', true), true],
    ['the whole as prefix', filter('name', '^=', 'Ada Lovelace'), true],
    ['more than the whole', filter('name', '^=', 'Ada Lovelace '), false],
    ['a later part', filter('name', '^=', 'Lovelace'), false],
    ['any value', filter('name', '^=', ''), true],
    ['no value', filter('name', '=', ''), false],
    ['what the user lacks', filter('given_name', '^=', ''), false],
    ['the user name', filter('username', '=', 'Ada'), true],
    ['the user name in another case', filter('username', '=', 'ada'), false],
    ['the same where case does not matter', filter('username', '=', 'ADA', true), true],
    ['the status in any case', filter('cognito:user_status', '=', 'confirmed'), true],
    ['a prefix of the status', filter('cognito:user_status', '^=', 'Conf'), true],
    ['another status', filter('cognito:user_status', '=', 'UNCONFIRMED'), false],
    ['enabled users', filter('status', '=', 'Enabled'), true],
    ['disabled users', filter('status', '=', 'Disabled'), false],
    ['enabled users in another case', filter('status', '=', 'enabled'), false],
    ['a prefix of enabled', filter('status', '^=', 'En'), true],
    ['a prefix of a sub', filter('sub', '^=', '00000000-0000'), true],
    ['a sub', filter('sub', '=', SUB), true],
  ])('%s', (_, of, expected) => {
    expect(matchesFilter(of, user({ name: 'Ada Lovelace' }))).toBe(expected);
  });

  it('the same characters in another Unicode spelling', () => {
    for (const [own, asked] of [
      ['Zoe\u0308', 'Zo\u00eb'],
      ['Zo\u00eb', 'Zoe\u0308'],
    ] as const) {
      expect(matchesFilter(filter('name', '=', asked), user({ name: own }))).toBe(true);
      expect(matchesFilter(filter('name', '^=', asked), user({ name: `${own}!` }))).toBe(true);
    }
    expect(matchesFilter(filter('name', '^=', 'Zoe'), user({ name: 'Zo\u00eb' }))).toBe(false);
  });

  it('a prefix whose lower case depends on what follows', () => {
    const attributes = { email: 'ΟΔΟΣΑ@example.com' };
    expect(matchesFilter(filter('email', '^=', 'ΟΔΟΣ', true), user(attributes))).toBe(true);
    expect(matchesFilter(filter('email', '^=', 'οδος', true), user(attributes))).toBe(true);
    expect(matchesFilter(filter('email', '^=', 'İ', true), user({ email: 'i\u0307x' }))).toBe(true);
  });
});

describe('the range of the index', () => {
  /** What is hard about values: cases, composition, bytes, the marks that keys are built with, and lengths. */
  const unit = fc.constantFrom(
    'a',
    'A',
    '#',
    '\u0000',
    '\ufffd',
    'é',
    'e\u0301',
    'ß',
    'İ',
    'Σ',
    'σ',
    'ς',
    '😀',
    'J\u030c',
  );
  const value = fc.oneof(
    fc.string({ unit, minLength: 1, maxLength: 12 }),
    fc.string({ unit, minLength: 1, maxLength: 400 }),
    fc
      .tuple(fc.integer({ min: 120, max: 260 }), fc.string({ unit, maxLength: 8 }))
      .map(([n, end]) => 'a'.repeat(n) + end),
  );
  const wellFormed = (text: string) => Buffer.from(text).toString() === text;

  it('has every user that a filter matches', () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.boolean(), fc.boolean(), (name, cut, whole, ignoreCase) => {
        const asked = whole ? name : name.slice(0, cut % (name.length + 1));
        for (const text of [asked, asked.toUpperCase(), asked.normalize('NFD')]) {
          const of = filter('name', whole ? '=' : '^=', text, ignoreCase);
          if (!wellFormed(text) || !matchesFilter(of, user({ name }))) continue;
          const { gsi1pk, gsi1sk } = facetKey(POOL, SUB, 'name', name);
          const range = searchRange(POOL, of);
          expect(range.gsi1pk).toBe(gsi1pk);
          expect(gsi1sk.startsWith(range.prefix)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('stays within what a key may hold', () => {
    fc.assert(
      fc.property(value, (name) => {
        expect(Buffer.byteLength(facetKey(POOL, SUB, 'name', name).gsi1sk)).toBeLessThanOrEqual(256 + 1 + 43 + 1 + 36);
        const { prefix } = searchRange(POOL, filter('name', '=', name));
        expect(Buffer.from(prefix).toString()).toBe(prefix);
      }),
    );
  });

  it('gives no two values one place', () => {
    const place = (name: string) => facetKey(POOL, SUB, 'name', name).gsi1sk;
    const long = 'x'.repeat(300);
    // The value that spells the shortened form of another is shortened itself.
    expect(place(place(long).slice(0, -1 - SUB.length))).not.toBe(place(long));
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(place(one) === place(other)).toBe(foldCase(one) === foldCase(other));
      }),
    );
  });

  it('takes no text that UTF-8 can not write', () => {
    for (const text of ['\ud800', 'a\udc00', `${'x'.repeat(300)}\ud83d`]) {
      expect(() => facetKey(POOL, SUB, 'name', text)).toThrow('lone surrogate');
    }
  });

  it('is the one of the value, not of everything that begins like it', () => {
    expect(searchRange(POOL, filter('email', '=', 'Ada'))).toEqual({ gsi1pk: `P#${POOL}#F#email`, prefix: 'ada#' });
    expect(searchRange(POOL, filter('email', '^=', 'Ada'))).toEqual({ gsi1pk: `P#${POOL}#F#email`, prefix: 'ada' });
    expect(searchRange(POOL, filter('sub', '^=', 'ab'))).toEqual({ gsi1pk: `P#${POOL}#U`, prefix: 'ab' });
    const long = 'x'.repeat(300);
    expect(searchRange(POOL, filter('name', '=', `${long}1`))).not.toEqual(
      searchRange(POOL, filter('name', '=', long)),
    );
  });
});
