import { describe, expect, it } from 'vitest';
import { integer, list, type Members, map, oneOf, required, sensitive, string } from '#protocol/schema/shape.ts';
import { parseInput } from '#protocol/schema/validate.ts';
import { constraintCases, sample, sampleBody } from '#test/constraint-cases.ts';

const members: Members = {
  PoolId: required(string({ max: 5 })),
  Secret: sensitive(string({ min: 2 })),
  Modes: list(oneOf('ON', 'OFF'), { min: 1 }),
  Users: list({ kind: 'structure', members: { Age: required(integer({ min: 18 })) } }, { max: 1 }),
  Tags: map(string({ max: 2 }), { key: string({ min: 1 }) }),
};

describe('constraintCases', () => {
  it('makes one case for each rule, with the text written out', () => {
    expect(constraintCases(members).map(({ body, message }) => [body, message])).toEqual([
      [{}, "1 validation error detected: Value null at 'poolId' failed to satisfy constraint: Member must not be null"],
      [
        { PoolId: 'xxxxxx' },
        "1 validation error detected: Value 'xxxxxx' at 'poolId' failed to satisfy constraint: Member must have length less than or equal to 5",
      ],
      [
        { PoolId: 'x', Secret: 'x' },
        "1 validation error detected: Value at 'secret' failed to satisfy constraint: Member must have length greater than or equal to 2",
      ],
      [
        { PoolId: 'x', Modes: [] },
        "1 validation error detected: Value '[]' at 'modes' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
      [
        { PoolId: 'x', Modes: ['NOT_A_VALUE'] },
        "1 validation error detected: Value '[NOT_A_VALUE]' at 'modes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [ON, OFF]]",
      ],
      [
        { PoolId: 'x', Users: [{ Age: 18 }, { Age: 18 }] },
        "1 validation error detected: Value at 'users' failed to satisfy constraint: Member must have length less than or equal to 1",
      ],
      [
        { PoolId: 'x', Users: [{}] },
        "1 validation error detected: Value null at 'users.1.member.age' failed to satisfy constraint: Member must not be null",
      ],
      [
        { PoolId: 'x', Users: [{ Age: 17 }] },
        "1 validation error detected: Value '17' at 'users.1.member.age' failed to satisfy constraint: Member must have value greater than or equal to 18",
      ],
      [
        { PoolId: 'x', Tags: { x: 'xxx' } },
        "1 validation error detected: Value 'xxx' at 'tags.x' failed to satisfy constraint: Member must have length less than or equal to 2",
      ],
      [
        { PoolId: 'x', Tags: { '': 'x' } },
        "1 validation error detected: Value '{=x}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length greater than or equal to 1]",
      ],
    ]);
  });

  it('takes values by path', () => {
    const overrides = { poolId: 'mine', 'users.1.member.age': 40 };
    expect(sampleBody(members, overrides)).toEqual({ PoolId: 'mine' });
    expect(constraintCases(members, overrides).map(({ body }) => body)).toContainEqual({
      PoolId: 'mine',
      Users: [{ Age: 40 }, { Age: 18 }],
    });
  });
});

describe('a map whose keys are few', () => {
  it('expects the wrong keys of an oversized sample to be reported', () => {
    const table: Members = { Links: map(string(), { key: string({ pattern: 'x|x1' }), max: 2 }) };
    const [tooMany] = constraintCases(table);
    expect(tooMany?.items).toEqual([
      "Value '{x=x, x1=x, x2=x}' at 'links' failed to satisfy constraint: Member must have length less than or equal to 2",
      "Value '{x=x, x1=x, x2=x}' at 'links' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: x|x1]",
    ]);
    expect(() => parseInput(table, tooMany?.body)).toThrow(tooMany?.message);
  });
});

describe('sample', () => {
  it('gives a value that the shape accepts', () => {
    const shape = required(list(string({ min: 20, max: 60, pattern: 'arn:.*' }), { min: 2 }));
    const body = { Arns: sample(shape) };
    expect(parseInput({ Arns: shape }, body)).toEqual(body);
  });

  it('asks for one when it knows none', () => {
    const shape = string({ pattern: 'no such text' });
    expect(() => sample(shape, 'odd')).toThrow('No sample is known for odd');
    expect(sample(shape, 'odd', { odd: 'no such text' })).toBe('no such text');
  });
});
