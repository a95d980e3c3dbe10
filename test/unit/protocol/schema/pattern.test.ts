import fastCheck from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '#core/constraints/strings.ts';
import type { Members, Shape, StringShape } from '#protocol/schema/shape.ts';
import { matchesJava } from '#test/java-pattern.ts';
import { REQUESTS } from '#test/requests.ts';

function stringsOf(shape: Shape): readonly StringShape[] {
  if (shape.kind === 'string') return [shape];
  if (shape.kind === 'list') return stringsOf(shape.of);
  if (shape.kind === 'map') return [...(shape.key ? [shape.key] : []), ...stringsOf(shape.value)];
  return shape.kind === 'structure' ? stringsIn(shape.members) : [];
}
const stringsIn = (members: Members): readonly StringShape[] => Object.values(members).flatMap(stringsOf);

/** Every pattern of the API once, with the longest value it is tried on. */
const shapes = new Map<string, StringShape>();
for (const shape of Object.values(REQUESTS).flatMap(stringsIn)) {
  const longest = Math.max(shape.max ?? 300_000, shapes.get(shape.pattern ?? '')?.max ?? 0);
  if (shape.pattern !== undefined) shapes.set(shape.pattern, { ...shape, max: longest });
}
const all = [...shapes.values()];

const PIECES = [
  ...[
    'a',
    'Z',
    '0',
    '_',
    '-',
    ':',
    '@',
    '{',
    '#',
    '##',
    '}',
    '{##',
    '##}',
    '{####}',
    '=',
    '/',
    '.',
    '"',
    '\\',
    '😀',
    'é',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\v',
    '\f',
    '\r',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u2029',
    '\u2003',
    '\u0000',
    '\ud800',
    'e\u0301',
  ],
  ...['arn:', 'aws', '1', 'Level', '3', 'cognito:', 'default', 'terms-of-use', 'import-', 'eu-west-1_'],
];

describe('the expressions of the API', () => {
  it('are about thirty', () => {
    expect(all.length).toBeGreaterThan(25);
  });

  it.each(all.map((shape) => [shape.pattern!, shape] as const))(
    '%s means in JavaScript what it means in Java',
    (pattern, shape) => {
      const value = fastCheck
        .array(fastCheck.constantFrom(...PIECES), { maxLength: 9 })
        .map((pieces) => pieces.join(''));
      const oneKind = fastCheck
        .tuple(
          fastCheck.subarray(PIECES, { minLength: 1, maxLength: 4 }),
          fastCheck.array(fastCheck.nat(3), { maxLength: 9 }),
        )
        .map(([pieces, order]) => order.map((n) => pieces[n % pieces.length]).join(''));
      fastCheck.assert(
        fastCheck.property(fastCheck.oneof(value, oneKind), (text) => {
          expect(matches(shape, text)).toBe(matchesJava(pattern, text));
        }),
        { numRuns: 1000, seed: 1 },
      );
    },
  );

  it.each(all.map((shape) => [shape.pattern!, shape] as const))(
    '%s takes linear time',
    (_, shape) => {
      const longest = shape.max!;
      const started = performance.now();
      for (const piece of ['a', '0', '-', '@', '##', '{####}', '😀', ' ', 'a\u2028', 'a ']) {
        const run = piece.repeat(longest / piece.length);
        for (const end of ['\u0000', ' ', '\n', ':', '@', '{####}', '##}']) matches(shape, run + end);
        matches(shape, `arn:aws:${run}:\u0000`);
      }
      const mixed = `${'{##'.repeat(longest / 6)}${'##}'.repeat(longest / 6)}\u0000`;
      matches(shape, mixed);
      // A quadratic search of the longest of these takes minutes.
      expect(performance.now() - started).toBeLessThan(5_000);
    },
    30_000,
  );

  it.each([
    ['(?s).*', ['', 'a\nb\u2028'], []],
    ['[A-Za-z0-9-_=.]+', ['a-b_c=.9'], ['a+b', ' ', '']],
    ['[\\S]+', ['pass', 'a\u00a0b', '😀', '\u0000'], ['a b', '\t', '', 'a\n']],
    [
      '^[\\S]+.*[\\S]+$',
      ['ab', 'a b', 'a\u00a0b', 'a \t b', '\u2028a b\u2029'],
      ['', 'a', '😀', ' ab', 'ab ', 'a\nb', 'a \u2028 b'],
    ],
    ['[\\w\\s+=,.@-]+', ['a b\t\n\v\f\rc-'], ['a\u00a0b', 'a\u2028b', 'ä']],
    ['.*\\{####\\}.*', ['a{####}b', '{####}\t'], ['{####}\n', '\u0085{####}', '{###}']],
    ['Level[1-4]', ['Level4'], ['Level5', 'level1', 'Level11']],
  ] as const)('%s', (pattern, good, bad) => {
    const shape = shapes.get(pattern)!;
    expect(good.filter((value) => !matches(shape, value))).toEqual([]);
    expect(bad.filter((value) => matches(shape, value))).toEqual([]);
  });
});
