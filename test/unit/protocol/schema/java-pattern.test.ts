import fastCheck from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesJava } from '#test/java-pattern.ts';

const ARN = 'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?';
const NAME = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+';
const MESSAGE = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*';

describe('patterns of the service model, translated', () => {
  it.each([
    ['the whole value must match', '[\\w+]+', ['abc', 'A_1+'], ['', 'a-b', ' abc', 'abc\n']],
    [
      'letters, marks, symbols, numbers, punctuation',
      NAME,
      ['ä', '漢字', '😀', 'e\u0301', '+1@x'],
      ['a b', '\n', '\ud800'],
    ],
    ['\\s is ASCII', '[\\w\\s+=,.@-]+', ['a b\t\n\v\f\rc-'], ['a\u00a0b', 'a\u2028b', 'ä']],
    ['\\S is what is not ASCII white space', '[\\S]+', ['pass', 'a\u00a0b', '\u0000', '😀'], ['a b', '\t', '']],
    [
      'runs around anything on the line',
      '^[\\S]+.*[\\S]+$',
      ['ab', 'a b', 'a\u00a0b', 'a \t b', '😀😀', '\u2028a b\u2029'],
      ['', 'a', '😀', ' ab', 'ab ', 'a\nb', 'a \u2028 b', 'ab\n'],
    ],
    ['\\S outside a set', '\\Sx\\s', ['ax ', '\u2003x\n'], [' x ', 'axb']],
    [
      '. stops at Java line ends',
      '.*\\{####\\}.*',
      ['a{####}b', '{####}\t'],
      ['{####}\n', '{####}\r', '\u0085{####}', '{###}'],
    ],
    ['(?s) lets . match all', '(?s).*', ['', 'a\nb\u2028'], []],
    ['a hyphen after a range', '[A-Za-z0-9-_=.]+', ['a-b_c=.9'], ['a+b', ' ']],
    ['hexadecimal ranges', '[\\x21\\x23-\\x5B\\x5D-\\x7E]+', ['openid', '!#[]~'], ['"', '\\', ' ', '\u007f']],
    ['escaped punctuation', '^[0-9A-Za-z\\.\\-_]*(?<!\\.)$', ['', 'a.b-c_d'], ['a.', 'a b', 'a\\b']],
    [
      'nested groups',
      ARN,
      ['arn:aws:ses:eu-west-1:123456789012:identity/a@b.c', 'arn:a:b::1:c:d:e'],
      ['arn:a:b:c:d:e', 'x'],
    ],
    ['a hyphen after a class', '[\\w-x]+', ['a-x'], ['y z']],
  ] as const)('%s', (_, pattern, good, bad) => {
    expect(good.filter((value) => !matchesJava(pattern, value))).toEqual([]);
    expect(bad.filter((value) => matchesJava(pattern, value))).toEqual([]);
  });

  it('finds literals between runs as the expression would', () => {
    const byLink = `${MESSAGE}\\{##${MESSAGE}##\\}${MESSAGE}`;
    const address = `${NAME}@${NAME}`;
    const equivalents: [string, RegExp][] = [
      [
        byLink,
        /^[\p{L}\p{M}\p{S}\p{N}\p{P}\t-\r *]*\{##[\p{L}\p{M}\p{S}\p{N}\p{P}\t-\r *]*##\}[\p{L}\p{M}\p{S}\p{N}\p{P}\t-\r *]*$/u,
      ],
      [address, /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u],
      ['.*\\{####\\}.*', /^[^\n\r\x85\u2028\u2029]*\{####\}[^\n\r\x85\u2028\u2029]*$/u],
    ];
    const piece = fastCheck.constantFrom(
      '{',
      '#',
      '##',
      '}',
      '{##',
      '##}',
      '{####}',
      '@',
      'a',
      '😀',
      ' ',
      '\n',
      '\u0000',
    );
    const value = fastCheck.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fastCheck.assert(
      fastCheck.property(value, fastCheck.constantFrom(...equivalents), (text, [pattern, expression]) => {
        expect(matchesJava(pattern, text)).toBe(expression.test(text));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('finds two runs with anything between as the expression would', () => {
    const piece = fastCheck.constantFrom('a', '😀', ' ', '\t', '\n', '\u2028', '\u0085', '\u00a0');
    const value = fastCheck.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const expression = /^[^\t-\r ]+[^\n\r\x85\u2028\u2029]*[^\t-\r ]+$/u;
    fastCheck.assert(
      fastCheck.property(value, (text) => {
        expect(matchesJava('^[\\S]+.*[\\S]+$', text)).toBe(expression.test(text));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it.each([
    [`${MESSAGE}\\{##${MESSAGE}##\\}${MESSAGE}`, `${'{##'.repeat(170_000)}${'##}'.repeat(170_000)}\u0000`],
    [`${MESSAGE}\\{####\\}${MESSAGE}`, `${'{####}'.repeat(170_000)}\u0000`],
    [`${NAME}@${NAME}`, `${'@'.repeat(1_000_000)} `],
    [`(?s)(?=.*\\{username\\})(?=.*\\{####\\})${MESSAGE}`, `${'{username}{####}'.repeat(1_200)}\u0000`],
    [ARN, `arn:${'a:'.repeat(9_000)}`],
    ['[\\S]+', `${'😀'.repeat(500_000)} `],
    ['^[\\S]+.*[\\S]+$', `${'a'.repeat(19_000)} `],
  ])('takes linear time: %s', (pattern, value) => {
    const started = performance.now();
    expect(matchesJava(pattern, value)).toBe(false);
    // A quadratic search of these values takes minutes, a cubic one years.
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('does not try an expression on a value of a length that no such member may have', () => {
    expect(matchesJava(ARN, `arn:a:b::1:${'c'.repeat(1_000)}`)).toBe(true);
    expect(matchesJava(ARN, `arn:a:b::1:${'c'.repeat(30_000)}`)).toBe(false);
  });
});
