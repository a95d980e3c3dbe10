import { describe, expect, it } from 'vitest';
import { integer, list, type Members, map, oneOf, required, string } from '#protocol/schema/shape.ts';
import { spoiltRequests, strangeTexts, wrongTypes } from '#test/spoilt.ts';

const members: Members = {
  PoolId: required(string({ max: 5 })),
  Users: list({ kind: 'structure', members: { Age: required(integer()), Mode: oneOf('ON') } }),
  Tags: map(string({ pattern: '[a-z]+' })),
};
const valid = { PoolId: 'pool', Users: [{ Age: 18 }, { Age: 19 }] };

describe('spoiltRequests', () => {
  it('changes one value of the valid request, however deep, and adds what it lacks', () => {
    const marked = spoiltRequests(members, valid, ({ kind }) => [{ what: kind, value: 'X' }]);
    expect(marked.map(({ what, input }) => [what, input])).toEqual([
      ['PoolId: string', { ...valid, PoolId: 'X' }],
      ['Users: list', { ...valid, Users: 'X' }],
      ['Users[]: structure', { ...valid, Users: ['X', { Age: 19 }] }],
      ['Users[].Age: integer', { ...valid, Users: [{ Age: 'X' }, { Age: 19 }] }],
      ['Users[].Mode: string', { ...valid, Users: [{ Age: 18, Mode: 'X' }, { Age: 19 }] }],
      ['Tags: map', { ...valid, Tags: 'X' }],
      ['Tags.key: string', { ...valid, Tags: { key: 'X' } }],
    ]);
  });
});

describe('wrongTypes', () => {
  it('has every JSON type that an integer does not have, and numbers that are none', () => {
    expect(wrongTypes(integer()).map(({ value }) => value)).toEqual(
      expect.arrayContaining(['text', true, false, 1.5, 2 ** 31, {}, []]),
    );
    expect(wrongTypes(integer()).map(({ value }) => value)).not.toContain(1);
  });

  it('has the texts of AWS', () => {
    expect(wrongTypes(string()).map(({ value, message }) => [value, message])).toEqual([
      [1, 'NUMBER_VALUE can not be converted to a String'],
      [true, 'TRUE_VALUE can not be converted to a String'],
      [false, 'FALSE_VALUE can not be converted to a String'],
      [{}, 'Start of structure or map found where not expected.'],
      [[], 'Start of list found where not expected'],
    ]);
  });
});

describe('strangeTexts', () => {
  it('has only texts that break no constraint', () => {
    const values = strangeTexts(string({ min: 1, pattern: '[a-z_]+' })).map(({ value }) => value);
    expect(values).toEqual(['__proto__', 'constructor']);
    expect(strangeTexts(oneOf('ON'))).toEqual([]);
  });
});
