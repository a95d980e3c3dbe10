import { describe, expect, it } from 'vitest';
import { list, type Members, map, required, sensitive, string } from '#protocol/schema/shape.ts';
import { parseInput } from '#protocol/schema/validate.ts';

const members: Members = {
  PoolId: required(string({ min: 3, max: 8 })),
  Names: list(string()),
  Tags: map(string(), { key: string({ max: 3 }), max: 3 }),
  Answers: sensitive(map(string())),
};

function messageFor(body: unknown): string {
  try {
    parseInput(members, body);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('hostile bodies', () => {
  it('takes nothing from the prototype', () => {
    const body = JSON.parse('{"__proto__":{"PoolId":"inherited"},"constructor":1,"prototype":{"PoolId":"p"}}');
    expect(messageFor(body)).toBe(
      "1 validation error detected: Value null at 'poolId' failed to satisfy constraint: Member must not be null",
    );
    expect(messageFor(Object.create({ PoolId: 'pool' }))).toContain('Value null');
    expect(parseInput({ constructor: string(), toString: string() }, {})).toEqual({});
  });

  it('keeps such keys of a map as plain keys', () => {
    const body = JSON.parse('{"PoolId":"pool","Answers":{"__proto__":"a","constructor":"b","toString":"c"}}');
    const { Answers } = parseInput<{ Answers: Record<string, string> }>(members, body);
    expect(Object.getPrototypeOf(Answers)).toBeNull();
    expect(Object.entries(Answers)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
    expect(Answers.hasOwnProperty).toBeUndefined();
  });

  it('ignores what lies in unknown members, however deep', () => {
    const deep = JSON.parse(`{"PoolId":"pool","Other":${'['.repeat(5_000)}${']'.repeat(5_000)}}`);
    expect(parseInput(members, deep)).toEqual({ PoolId: 'pool' });
  });

  it('refuses depth where none belongs', () => {
    expect(messageFor(JSON.parse(`{"Names":${'['.repeat(5_000)}${']'.repeat(5_000)}}`))).toBe(
      'Start of list found where not expected',
    );
  });

  it('bounds the answer to a body of 1 MiB', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, index) => [`key number ${index}`, 'long value']),
    );
    expect(messageFor({ PoolId: 'x'.repeat(1_000_000), Tags: tags }).length).toBeLessThan(10_000);
  });
});
