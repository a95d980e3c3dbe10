import { describe, expect, it } from 'vitest';
import { type Constraint, type Failure, validationText } from '#core/constraints/wording.ts';

const failure = (constraint: Constraint, rest: Partial<Failure> = {}): Failure => ({
  path: 'userPoolId',
  value: 'x y',
  sensitive: false,
  constraint,
  ...rest,
});
const textOf = (constraint: Constraint, rest?: Partial<Failure>) => validationText([failure(constraint, rest)]);
const notNull: Constraint = { kind: 'notNull' };

describe('the text of validation errors', () => {
  it.each<[Constraint, string]>([
    [notNull, 'Member must not be null'],
    [{ kind: 'minLength', bound: 6 }, 'Member must have length greater than or equal to 6'],
    [{ kind: 'maxLength', bound: 50 }, 'Member must have length less than or equal to 50'],
    [{ kind: 'minValue', bound: 6 }, 'Member must have value greater than or equal to 6'],
    [{ kind: 'maxValue', bound: 60 }, 'Member must have value less than or equal to 60'],
    [{ kind: 'pattern', pattern: '[\\S]+' }, 'Member must satisfy regular expression pattern: [\\S]+'],
    [{ kind: 'values', values: ['A', 'B', 'C'] }, 'Member must satisfy enum value set: [A, B, C]'],
    [
      {
        kind: 'elements',
        rules: [
          { kind: 'maxLength', bound: 1024 },
          { kind: 'minLength', bound: 1 },
        ],
      },
      'Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1]',
    ],
    [
      { kind: 'keys', rules: [{ kind: 'maxLength', bound: 128 }] },
      'Map keys must satisfy constraint: [Member must have length less than or equal to 128]',
    ],
  ])('%j', (constraint, text) => {
    expect(textOf(constraint)).toBe(
      `1 validation error detected: Value 'x y' at 'userPoolId' failed to satisfy constraint: ${text}`,
    );
  });

  it('does not print a sensitive value', () => {
    expect(textOf({ kind: 'maxLength', bound: 256 }, { path: 'password', sensitive: true })).toBe(
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 256",
    );
  });

  it('says null without quotes, but not of a sensitive member', () => {
    const text = (shown: string) =>
      `1 validation error detected: Value${shown} at 'username' failed to satisfy constraint: Member must not be null`;
    expect(textOf(notNull, { path: 'username', value: null })).toBe(text(' null'));
    expect(textOf(notNull, { path: 'username', value: null, sensitive: true })).toBe(text(''));
  });

  it('counts and joins several', () => {
    expect(
      validationText([
        failure(notNull, { value: null }),
        failure({ kind: 'maxValue', bound: 60 }, { path: 'maxResults', value: 61 }),
      ]),
    ).toBe(
      "2 validation errors detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null; " +
        "Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
    );
  });

  it.each<[unknown, string]>([
    ['', "''"],
    [['', 'a', ''], "'[, a, ]'"],
    [[], "'[]'"],
    [{ a: '1', b: '' }, "'{a=1, b=}'"],
    [-1, "'-1'"],
  ])('prints %j as %s', (value, shown) => {
    expect(textOf(notNull, { value })).toContain(`detected: Value ${shown} at `);
  });

  it('bounds what it echoes and never cuts a character in two', () => {
    const shown = (value: unknown) => /Value '(.*)' at '/su.exec(textOf(notNull, { value }))?.[1];
    expect(shown('a'.repeat(1024))).toBe('a'.repeat(1024));
    expect(shown('a'.repeat(1025))).toBe(`${'a'.repeat(1024)}...`);
    expect(shown(`${'a'.repeat(1023)}😀`)).toBe(`${'a'.repeat(1023)}...`);
    expect(shown(Array.from({ length: 100_000 }, () => 'b'))).toHaveLength(1027);
    expect(textOf(notNull, { path: `userPoolTags.${'k'.repeat(1_000_000)}` }).length).toBeLessThan(500);
  });
});
