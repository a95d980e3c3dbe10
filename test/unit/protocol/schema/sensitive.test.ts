import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import type { Members, Shape } from '#protocol/schema/shape.ts';

/*
 * The official SDK's own schemas say which members are sensitive. They are arrays: [kind, namespace, name, traits, ...];
 * a reference is a schema, a number for a plain type or a list or map of those, a function that gives one, or
 * [reference, traits].
 */
const [LIST, MAP, STRUCTURE, OPERATION] = [1, 2, 3, 9];
const SENSITIVE = 8;

type Schema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
type Reference = number | (() => Reference) | readonly [Reference, unknown] | Schema;

const isSensitive = (traits: unknown): boolean =>
  typeof traits === 'number'
    ? (traits & SENSITIVE) !== 0
    : typeof traits === 'object' && traits !== null && Boolean((traits as { sensitive?: unknown }).sensitive);

const isSchema = (reference: Reference): reference is Schema =>
  Array.isArray(reference) && typeof reference[1] === 'string';

/** Paths of what the SDK calls sensitive: `Username`, `UserAttributes[].Value`. Nothing is asked inside of those. */
function sensitiveOf(reference: Reference, path: string): readonly string[] {
  if (typeof reference === 'function') return sensitiveOf(reference(), path);
  if (typeof reference === 'number') return [];
  if (!isSchema(reference)) {
    const [target, traits] = reference as readonly [Reference, unknown];
    return isSensitive(traits) ? [path] : sensitiveOf(target, path);
  }
  const [kind, , , traits, first, second] = reference;
  if (isSensitive(traits)) return [path];
  if (kind === LIST) return sensitiveOf(first as Reference, `${path}[]`);
  if (kind === MAP) return sensitiveOf(second as Reference, `${path}{}`);
  if (kind !== STRUCTURE) return [];
  const [names, members] = [first as readonly string[], second as readonly Reference[]];
  return names.flatMap((name, index) => sensitiveOf(members[index]!, path === '' ? name : `${path}.${name}`));
}

/** The same of the table that validates the operation's requests. */
function sensitiveMembers(members: Members, path: string): readonly string[] {
  return Object.entries(members).flatMap(([name, shape]) =>
    sensitiveShapes(shape, path === '' ? name : `${path}.${name}`),
  );
}

function sensitiveShapes(shape: Shape, path: string): readonly string[] {
  if (shape.sensitive) return [path];
  if (shape.kind === 'list') return sensitiveShapes(shape.of, `${path}[]`);
  if (shape.kind === 'map') return sensitiveShapes(shape.value, `${path}{}`);
  return shape.kind === 'structure' ? sensitiveMembers(shape.members, path) : [];
}

const schemas = sdk as unknown as Readonly<Record<string, Schema | undefined>>;

/** The schema of an operation's request. */
function requestOf(operation: string): Reference {
  const [kind, , name, , input] = schemas[`${operation}$`]!;
  expect([kind, name]).toEqual([OPERATION, operation]);
  return input as Reference;
}

describe('what the SDK calls sensitive', () => {
  it('is known of every operation', () => {
    for (const operation of Object.keys(OPERATIONS)) sensitiveOf(requestOf(operation), '');
    expect(sensitiveOf(requestOf('SignUp'), '')).toEqual([
      ...['ClientId', 'Username', 'SecretHash', 'Password', 'UserAttributes[].Value', 'ValidationData[].Value'],
      'UserContextData',
    ]);
  });

  it.each(BUILT.map(({ name, input }) => [name, input] as const))('is not echoed by %s', (name, input) => {
    // Cognito echoes ClientId but where a SecretHash stands beside it (docs/unknowns.md).
    const echoed = (path: string) => path === 'ClientId' && !('SecretHash' in input);
    const expected = sensitiveOf(requestOf(name), '').filter((path) => !echoed(path));
    expect([...sensitiveMembers(input, '')].sort()).toEqual([...expected].sort());
  });
});
