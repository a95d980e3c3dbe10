import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '#functions/operations.ts';
import type { OperationRow } from '#protocol/operation.ts';
import type { Members, Shape } from '#protocol/schema/shape.ts';
import { GROUP_REQUESTS, REQUESTS } from '#test/requests.ts';

/*
 * The official SDK's own schemas say which members a request has, of which kind they are, which are required and which
 * sensitive. They are arrays: [kind, namespace, name, traits, ...]; a reference is a schema, a number for a plain type or
 * a list or map of strings, a function that gives one, or [reference, traits]. Required members come first.
 */
const [SIMPLE, LIST, MAP, STRUCTURE, OPERATION] = [0, 1, 2, 3, 9];
const SENSITIVE = 8;
const PLAIN: Readonly<Record<number, readonly string[]>> = {
  0: ['string'],
  1: ['integer'],
  2: ['boolean'],
  15: ['document'],
  21: ['blob'],
  64: ['list', '[] string'],
  128: ['map', '{} string'],
};

type Schema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
type Reference = number | (() => Reference) | readonly [Reference, unknown] | Schema;

const isSensitive = (traits: unknown): boolean =>
  typeof traits === 'number'
    ? (traits & SENSITIVE) !== 0
    : typeof traits === 'object' && traits !== null && Boolean((traits as { sensitive?: unknown }).sensitive);

const isSchema = (reference: Reference): reference is Schema =>
  Array.isArray(reference) && typeof reference[1] === 'string';

/** What the SDK says of a value, a line for each part: `: structure`, `.Name: string required`, `[]: string sensitive`. */
function linesOf(reference: Reference, words = ''): readonly string[] {
  if (typeof reference === 'function') return linesOf(reference(), words);
  if (typeof reference === 'number') {
    const [own, inner] = PLAIN[reference] ?? [`unknown (${reference})`];
    return [`: ${own}${words}`, ...(inner ? [inner.replace(' ', ': ')] : [])];
  }
  if (!isSchema(reference)) {
    const [target, traits] = reference as readonly [Reference, unknown];
    return linesOf(target, isSensitive(traits) ? mark(words) : words);
  }
  const [kind, , , traits, first, second, required = 0] = reference;
  const all = isSensitive(traits) ? mark(words) : words;
  if (kind === SIMPLE) return linesOf(first as Reference, all);
  if (kind === LIST) return [`: list${all}`, ...under('[]', linesOf(first as Reference))];
  if (kind === MAP) return [`: map${all}`, ...under('{}', linesOf(second as Reference))];
  expect(kind).toBe(STRUCTURE);
  const [names, members] = [first as readonly string[], second as readonly Reference[]];
  const inner = names.flatMap((name, index) =>
    under(`.${name}`, linesOf(members[index]!, index < (required as number) ? ' required' : '')),
  );
  return [`: structure${all}`, ...inner];
}

const mark = (words: string): string => (words.includes('sensitive') ? words : `${words} sensitive`);
const under = (name: string, lines: readonly string[]): readonly string[] => lines.map((line) => name + line);

/** The same of the tables that requests are validated with. */
function linesOfShape(shape: Shape): readonly string[] {
  const words = `${shape.required ? ' required' : ''}${shape.sensitive ? ' sensitive' : ''}`;
  const own = `: ${shape.kind}${words}`;
  if (shape.kind === 'list') return [own, ...under('[]', linesOfShape(shape.of))];
  if (shape.kind === 'map') return [own, ...under('{}', linesOfShape(shape.value))];
  return shape.kind === 'structure' ? [own, ...linesOfMembers(shape.members)] : [own];
}

const linesOfMembers = (members: Members): readonly string[] =>
  Object.entries(members).flatMap(([name, shape]) => under(`.${name}`, linesOfShape(shape)));

const schemas = sdk as unknown as Readonly<Record<string, Schema | undefined>>;

/** What the SDK says of an operation's request. */
function requestLines(operation: string): readonly string[] {
  const [kind, , name, , input] = schemas[`${operation}$`]!;
  expect([kind, name]).toEqual([OPERATION, operation]);
  return linesOf(input as Reference).slice(1);
}

describe("the SDK's schemas", () => {
  it('are understood', () => {
    expect(requestLines('AdminUpdateUserAttributes')).toEqual([
      '.UserPoolId: string required',
      '.Username: string required sensitive',
      '.UserAttributes: list required',
      '.UserAttributes[]: structure',
      '.UserAttributes[].Name: string required',
      '.UserAttributes[].Value: string sensitive',
      '.ClientMetadata: map',
      '.ClientMetadata{}: string',
    ]);
  });

  it.each(Object.entries(REQUESTS))('agree with what %s takes', (name, members) => {
    // Cognito echoes ClientId but where a SecretHash stands beside it (docs/unknowns.md).
    const echoed = (line: string) =>
      line.startsWith('.ClientId:') && !('SecretHash' in members) ? line.replace(' sensitive', '') : line;
    expect([...linesOfMembers(members)].sort()).toEqual(requestLines(name).map(echoed).sort());
  });
});

describe("the SDK's schemas of responses", () => {
  it.each(Object.entries<OperationRow>(OPERATIONS))('agree with the row of %s on whether it has one', (name, row) => {
    const [, , , , , output] = schemas[`${name}$`]!;
    const resolved = typeof output === 'function' ? output() : output;
    expect(resolved === 'unit').toBe(row.answers === 'nothing');
  });
});

describe('the requests of a group', () => {
  it.each(Object.entries(GROUP_REQUESTS))(
    '%s are those of its rows in the table of all operations',
    (group, requests) => {
      const rows = Object.entries(OPERATIONS).filter(([, row]) => row.group === group);
      expect(Object.keys(requests)).toEqual(rows.map(([name]) => name));
    },
  );

  it('are 140 together', () => {
    expect(Object.keys(REQUESTS)).toHaveLength(140);
  });
});
