import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import { parseUserFilter } from '#core/user-filter/parse.ts';
import { SEARCH_ATTRIBUTES } from '#core/user-filter/search-values.ts';
import { invalid } from '#test/errors.ts';
import { poolRecord } from '#test/fixtures.ts';

const POOL = poolRecord({ id: 'us-east-1_Filter001' });
const ANY_CASE = poolRecord({ id: 'us-east-1_Filter001', usernameConfiguration: { caseSensitive: false } });
const parse = (text: string) => parseUserFilter(POOL, text);

describe('a filter', () => {
  it.each([
    ['email = "a@example.com"', 'email', '=', 'a@example.com'],
    ['email="a@example.com"', 'email', '=', 'a@example.com'],
    ['"email" = "a@example.com"', 'email', '=', 'a@example.com'],
    ['"cognito:user_status"^="CONF"', 'cognito:user_status', '^=', 'CONF'],
    ['  given_name\t^=\n"Jo"  ', 'given_name', '^=', 'Jo'],
    ['family_name = ""', 'family_name', '=', ''],
    ['cognito:user_status ^= "CONF"', 'cognito:user_status', '^=', 'CONF'],
    [String.raw`name = "Ada \"Countess\" Lovelace"`, 'name', '=', 'Ada "Countess" Lovelace'],
    [String.raw`name = "a\\"`, 'name', '=', 'a\\'],
    [String.raw`name = "a\\\"b"`, 'name', '=', String.raw`a\"b`],
    [String.raw`name = "DOM\user"`, 'name', '=', String.raw`DOM\user`],
    ['name = "two\nlines = ^= %_*"', 'name', '=', 'two\nlines = ^= %_*'],
    ['sub = " x "', 'sub', '=', ' x '],
    ['name ^= "Zoë 😀"', 'name', '^=', 'Zoë 😀'],
  ])('%j is read', (text, attribute, operator, value) => {
    expect(parse(text)).toMatchObject({ attribute, operator, value });
  });

  it.each(['', ' ', '\n\t'])('that is blank (%j) is none', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it.each([
    'email',
    'email =',
    'email = a@example.com',
    "email = 'a@example.com'",
    'email = "a@example.com',
    'email = a@example.com"',
    String.raw`email = "a\"`,
    'email = "a"b"',
    'email = "a" x',
    'email = "a" and name = "b"',
    'email == "a"',
    'email ^ = "a"',
    'email =^ "a"',
    'email *= "a"',
    'email != "a"',
    'email "a"',
    '= "a"',
    '"email = "a"',
    'email" = "a"',
    '" email" = "a"',
    '"" = "a"',
    'given name = "a"',
  ])('%j is none that can be read', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining(invalid('Error while parsing filter')));
  });

  it.each(['custom:foo', 'EMAIL', 'email_verified', 'constructor', '__proto__', 'enabled', 'address'])(
    'of %s is refused: that is no search attribute',
    (attribute) => {
      expect(() => parse(`${attribute} = "x"`)).toThrow(
        expect.objectContaining(invalid(`Invalid search attribute: ${attribute}`)),
      );
    },
  );

  it('compares sign-in names by the rule of the pool, the status in any case, and the rest exactly', () => {
    const ignoring = (pool: typeof POOL) =>
      SEARCH_ATTRIBUTES.filter((attribute) => parseUserFilter(pool, `${attribute} = "x"`)?.ignoreCase);
    expect(ignoring(POOL)).toEqual(['cognito:user_status']);
    expect(ignoring(ANY_CASE)).toEqual([
      'username',
      'email',
      'phone_number',
      'preferred_username',
      'cognito:user_status',
    ]);
  });

  it('gives back any value that is escaped', () => {
    const escaped = (value: string) => value.replace(/["\\]/g, '\\$&');
    const texts = fc.string({ unit: fc.constantFrom('"', '\\', 'a', ' ', '=', '^', '\n', 'ß', '😀', '\u0000') });
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), fc.constantFrom('=', '^='), (value, operator) => {
        expect(parse(`name ${operator} "${escaped(value)}"`)).toMatchObject({ operator, value });
      }),
    );
  });

  it('of any text is read, or refused with one of the two texts', () => {
    const tokens = fc.constantFrom(...SEARCH_ATTRIBUTES, '=', '^=', '"', '\\', ' ', 'x', '\n', 'and');
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 256 }),
      fc.array(tokens, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const filter = parse(text);
          expect(filter === undefined || SEARCH_ATTRIBUTES.includes(filter.attribute)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(CognitoError);
          expect((error as CognitoError).name).toBe('InvalidParameterException');
          expect((error as CognitoError).message).toMatch(
            /^(Error while parsing filter|Invalid search attribute: .+)$/su,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});
