import { describe, expect, it } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import {
  blob,
  boolean,
  document,
  integer,
  list,
  type Members,
  map,
  oneOf,
  required,
  sensitive,
  string,
} from '#protocol/schema/shape.ts';
import { parseInput } from '#protocol/schema/validate.ts';

const members: Members = {
  PoolId: required(string({ min: 3, max: 8, pattern: '[a-z]+' })),
  Secret: sensitive(string({ max: 4 })),
  Limit: integer({ min: 1, max: 60 }),
  Mode: oneOf('ON', 'OFF'),
  Enabled: boolean(),
  Names: list(string({ min: 1, max: 4, pattern: '[a-z]+' }), { max: 3 }),
  Schema: list(
    { kind: 'structure', members: { Name: required(string({ max: 20 })), Value: sensitive(string({ max: 2 })) } },
    { min: 1, max: 2 },
  ),
  Tags: map(string({ max: 5 }), { key: string({ min: 1, max: 3 }), max: 3 }),
  Levels: map({ kind: 'structure', members: { Level: required(integer({ max: 4 })) } }),
  Answers: sensitive(map(string())),
  Context: sensitive({ kind: 'structure', members: { Address: string({ max: 3 }) } }),
  Config: {
    kind: 'structure',
    members: {
      MessageTemplate: { kind: 'structure', members: { EmailMessage: string({ min: 6 }) } },
    },
  },
  Codes: list(sensitive(string({ max: 2 })), { max: 1 }),
  Password: sensitive(string({ min: 2, pattern: '[\\S]+', allowEmpty: true })),
  Image: blob({ min: 1, max: 3 }),
  Settings: document(),
};

function refusal(body: unknown, table: Members = members): CognitoError {
  try {
    parseInput(table, body);
  } catch (error) {
    if (error instanceof CognitoError) return error;
    throw error;
  }
  throw new Error('The body was accepted.');
}
const items = (body: object): readonly string[] => {
  const { name, message } = refusal({ PoolId: 'pool', ...body });
  expect(name).toBe('InvalidParameterException');
  return message.replace(/^\d+ validation errors? detected: /u, '').split('; ');
};

describe('what is accepted', () => {
  it('keeps known members and drops unknown and null ones', () => {
    const body = { PoolId: 'pool', Limit: 60, Mode: null, Enabled: false, Names: [], Other: { deep: [1] } };
    expect(parseInput(members, body)).toEqual({ PoolId: 'pool', Limit: 60, Enabled: false, Names: [] });
  });

  it('does not change the body', () => {
    const body = Object.freeze({
      PoolId: 'pool',
      Names: Object.freeze(['a']),
      Schema: Object.freeze([{ Name: 'n', X: 1 }]),
    });
    expect(parseInput(members, body)).toEqual({ PoolId: 'pool', Names: ['a'], Schema: [{ Name: 'n' }] });
    expect(body.Schema).toEqual([{ Name: 'n', X: 1 }]);
  });

  it('takes values on the bounds', () => {
    const body = { PoolId: 'abcdefgh', Limit: 1, Names: ['a', 'abcd', 'b'], Tags: { a: '', abc: '12345', b: 'x' } };
    expect(parseInput(members, body)).toEqual(body);
  });

  it('reads bytes', () => {
    const { Image } = parseInput<{ Image: Uint8Array }>(members, { PoolId: 'pool', Image: '/+8=' });
    expect([...Image]).toEqual([0xff, 0xef]);
  });

  it.each([{ a: [{ b: null }] }, [1], 'text', 1.5, false])('takes any JSON as a document: %j', (Settings) => {
    expect(parseInput(members, { PoolId: 'pool', Settings })).toEqual({ PoolId: 'pool', Settings });
  });

  it('drops null entries of a map', () => {
    expect(parseInput(members, { PoolId: 'pool', Answers: { a: null, b: '2' } })).toEqual({
      PoolId: 'pool',
      Answers: { b: '2' },
    });
  });

  it('leaves an empty string to the operation where the shape says so', () => {
    expect(parseInput(members, { PoolId: 'pool', Password: '' })).toEqual({ PoolId: 'pool', Password: '' });
  });

  it('leaves the answers in a sign-in flow unchecked', () => {
    const answers = { '': '', 'k k': 'x'.repeat(100_000) };
    expect(parseInput(members, { PoolId: 'pool', Answers: answers })).toEqual({ PoolId: 'pool', Answers: answers });
  });
});

describe('what is refused, and how it is said', () => {
  it('gives one text for one failure', () => {
    expect(refusal({ PoolId: 'a_b' }).message).toBe(
      "1 validation error detected: Value 'a_b' at 'poolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    );
  });

  it('gives one text for several, in the order of the table', () => {
    expect(refusal({ Mode: 'on', Limit: 0 }).message).toBe(
      "3 validation errors detected: Value null at 'poolId' failed to satisfy constraint: Member must not be null; " +
        "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
        "Value 'on' at 'mode' failed to satisfy constraint: Member must satisfy enum value set: [ON, OFF]",
    );
  });

  it.each<[string, object, string[]]>([
    [
      'length and pattern',
      { PoolId: '' },
      [
        "Value '' at 'poolId' failed to satisfy constraint: Member must have length greater than or equal to 3",
        "Value '' at 'poolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
      ],
    ],
    [
      'no pattern on what is too long',
      { PoolId: '!!!!!!!!!' },
      ["Value '!!!!!!!!!' at 'poolId' failed to satisfy constraint: Member must have length less than or equal to 8"],
    ],
    [
      'null as absent',
      { PoolId: null },
      ["Value null at 'poolId' failed to satisfy constraint: Member must not be null"],
    ],
    [
      'an integer',
      { Limit: 61 },
      ["Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"],
    ],
    [
      'sensitive',
      { Secret: 'abcde' },
      ["Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 4"],
    ],
    [
      'sensitive and null in a list',
      { Codes: [null] },
      ["Value at 'codes.1.member' failed to satisfy constraint: Member must not be null"],
    ],
    [
      'a list of sensitive ones',
      { Codes: ['123', '4'] },
      [
        "Value at 'codes' failed to satisfy constraint: Member must have length less than or equal to 1",
        "Value at 'codes' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2]",
      ],
    ],
    [
      'inside sensitive',
      { Context: { Address: '10.0' } },
      ["Value at 'context.address' failed to satisfy constraint: Member must have length less than or equal to 3"],
    ],
    [
      'not after sensitive',
      { Context: {}, Config: { MessageTemplate: { EmailMessage: 'short' } } },
      [
        "Value 'short' at 'config.messageTemplate.emailMessage' failed to satisfy constraint: Member must have length greater than or equal to 6",
      ],
    ],
    [
      'a list',
      { Names: ['a', 'b', 'c', 'd'] },
      ["Value '[a, b, c, d]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 3"],
    ],
    [
      'a list element',
      { Names: ['a', 'B', ''] },
      [
        "Value '[a, B, ]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]+]",
      ],
    ],
    [
      'a null list element',
      { Names: ['a', null] },
      ["Value null at 'names.2.member' failed to satisfy constraint: Member must not be null"],
    ],
    [
      'a structure in a list',
      { Schema: [{ Name: 'ok' }, { Name: 'x'.repeat(21) }] },
      [
        `Value '${'x'.repeat(21)}' at 'schema.2.member.name' failed to satisfy constraint: Member must have length less than or equal to 20`,
      ],
    ],
    [
      'a null structure in a list',
      { Schema: [null] },
      ["Value null at 'schema.1.member' failed to satisfy constraint: Member must not be null"],
    ],
    [
      'a missing member in a list',
      { Schema: [{}] },
      ["Value null at 'schema.1.member.name' failed to satisfy constraint: Member must not be null"],
    ],
    [
      'a sensitive member in a list',
      { Schema: [{ Name: 'n', Value: 'abc' }] },
      [
        "Value at 'schema.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 2",
      ],
    ],
    [
      'too many structures, which are not shown',
      { Schema: [{ Name: 'a', Value: 'x' }, { Name: 'b' }, { Name: 'c' }] },
      ["Value at 'schema' failed to satisfy constraint: Member must have length less than or equal to 2"],
    ],
    [
      'too few structures',
      { Schema: [] },
      ["Value '[]' at 'schema' failed to satisfy constraint: Member must have length greater than or equal to 1"],
    ],
    [
      'a map value',
      { Tags: { a: '1', b: '123456' } },
      ["Value '123456' at 'tags.b' failed to satisfy constraint: Member must have length less than or equal to 5"],
    ],
    [
      'a map key',
      { Tags: { abcd: '1', b: '2' } },
      [
        "Value '{abcd=1, b=2}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1]",
      ],
    ],
    [
      'a map',
      { Tags: { a: '1', b: '2', c: '3', d: '4' } },
      [
        "Value '{a=1, b=2, c=3, d=4}' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 3",
      ],
    ],
    [
      'a structure in a map',
      { Levels: { Level1: { Level: 5 } } },
      [
        "Value '5' at 'levels.Level1.level' failed to satisfy constraint: Member must have value less than or equal to 4",
      ],
    ],
  ])('%s', (_, body, expected) => {
    expect(items(body)).toEqual(expected);
  });

  it('counts bytes, and tells none of them', () => {
    expect(items({ Image: 'AAECAw==' })).toEqual([
      "Value at 'image' failed to satisfy constraint: Member must have length less than or equal to 3",
    ]);
    expect(items({ Image: '' })).toEqual([
      "Value at 'image' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ]);
  });

  it('says that a sensitive member is missing, not that it is null', () => {
    expect(refusal({}, { Username: required(sensitive(string())) }).message).toBe(
      "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must not be null",
    );
  });

  it('reports twenty failures at most', () => {
    const table: Members = { Schema: list({ kind: 'structure', members: { Name: string({ max: 3 }) } }) };
    const body = { Schema: Array.from({ length: 10_000 }, () => ({ Name: 'x'.repeat(90) })) };
    const { message } = refusal(body, table);
    expect(message).toMatch(/^20 validation errors detected: /u);
    expect(message.length).toBeLessThan(5_000);
  });
});

describe('wrong JSON types', () => {
  const LIST = 'Start of list found where not expected';
  const OBJECT = 'Start of structure or map found where not expected.';
  it.each<[unknown, string]>([
    [null, 'The request body is not valid JSON.'],
    ['text', 'The request body is not valid JSON.'],
    [undefined, 'The request body is not valid JSON.'],
    [[], LIST],
    [{ PoolId: 1 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ PoolId: true }, 'TRUE_VALUE can not be converted to a String'],
    [{ PoolId: false }, 'FALSE_VALUE can not be converted to a String'],
    [{ PoolId: ['x'] }, LIST],
    [{ PoolId: {} }, OBJECT],
    [{ Limit: '1' }, 'STRING_VALUE can not be converted to an Integer'],
    [{ Limit: 1.5 }, 'NUMBER_VALUE can not be converted to an Integer'],
    [{ Limit: 2 ** 31 }, 'NUMBER_VALUE can not be converted to an Integer'],
    [{ Limit: -(2 ** 31) - 1 }, 'NUMBER_VALUE can not be converted to an Integer'],
    [{ Limit: Number.POSITIVE_INFINITY }, 'NUMBER_VALUE can not be converted to an Integer'],
    [{ Enabled: 'true' }, 'STRING_VALUE can not be converted to a Boolean'],
    [{ Enabled: 1 }, 'NUMBER_VALUE can not be converted to a Boolean'],
    [{ Names: 'a' }, 'Expected list or null'],
    [{ Names: { 0: 'a' } }, OBJECT],
    [{ Names: [1] }, 'NUMBER_VALUE can not be converted to a String'],
    [{ Schema: ['a'] }, 'Expected null'],
    [{ Schema: [[]] }, LIST],
    [{ Tags: 'a' }, 'Expected map or null'],
    [{ Tags: ['a'] }, LIST],
    [{ Answers: { USERNAME: 1 } }, 'NUMBER_VALUE can not be converted to a String'],
    [{ Config: false }, 'Expected null'],
    [{ Image: 7 }, 'NUMBER_VALUE can not be converted to a Blob'],
    [{ Image: ['AA=='] }, LIST],
    [{ Image: 'AA=' }, 'Invalid base64 found where a Blob was expected.'],
    [{ Image: 'A_-=' }, 'Invalid base64 found where a Blob was expected.'],
    [{ Image: 'A===' }, 'Invalid base64 found where a Blob was expected.'],
  ])('%j', (body, message) => {
    expect(refusal(body)).toMatchObject({ name: 'SerializationException', status: 400, message });
  });

  it('come before constraints', () => {
    expect(refusal({ Limit: 1000, Config: 1 }).name).toBe('SerializationException');
  });

  it('reads the extreme integers as constraints', () => {
    expect(items({ Limit: 2 ** 31 - 1 })).toHaveLength(1);
    expect(items({ Limit: -(2 ** 31) })).toHaveLength(1);
  });
});
