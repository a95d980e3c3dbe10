import { MOST_PROBLEMS } from '#core/bounded-text.ts';
import { brokenSize, brokenStringRules } from '#core/constraints/strings.ts';
import { type Constraint, type Failure, validationText } from '#core/constraints/wording.ts';
import { fail } from '#core/errors.ts';
import type { BlobShape, IntegerShape, ListShape, MapShape, Members, Shape, StringShape } from './shape.ts';
import { type Expected, WRONG_TYPE } from './wrong-type.ts';

type Entry = { readonly name: string; readonly printed: string; readonly shape: Shape };
type State = { readonly failures: Failure[]; readonly path: string[]; sensitive: boolean };

/**
 * Reads a request by its member table. Unknown members are dropped, and members that are null count as absent. Maps are
 * returned without a prototype, and blobs as bytes. The time is linear in the size of the body.
 *
 * @throws SerializationException when the body is not an object or a value has the wrong JSON type
 * @throws InvalidParameterException with one text for the first 20 values that break a constraint
 *
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export function parseInput<Wire = Readonly<Record<string, unknown>>>(members: Members, body: unknown): Wire {
  if (Array.isArray(body)) fail('SerializationException', WRONG_TYPE.list);
  if (typeof body !== 'object' || body === null) fail('SerializationException');
  const state: State = { failures: [], path: [], sensitive: false };
  const result = readMembers(members, body as Readonly<Record<string, unknown>>, state);
  if (state.failures.length > 0) fail('InvalidParameterException', validationText(state.failures));
  return result as Wire;
}

function readMembers(members: Members, value: Readonly<Record<string, unknown>>, state: State): object {
  const result: Record<string, unknown> = {};
  for (const { name, printed, shape } of entriesOf(members)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member === undefined || member === null) {
      if (shape.required) report(state, printed, null, { kind: 'notNull' }, shape.sensitive);
    } else {
      result[name] = read(shape, member, printed, state);
    }
  }
  return result;
}

const entryLists = new WeakMap<Members, readonly Entry[]>();

function entriesOf(members: Members): readonly Entry[] {
  let entries = entryLists.get(members);
  if (entries === undefined) {
    entries = Object.entries(members).map(([name, shape]) => ({
      name,
      printed: `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      shape,
    }));
    entryLists.set(members, entries);
  }
  return entries;
}

function read(shape: Shape, value: unknown, name: string, state: State): unknown {
  const outerSensitive = state.sensitive;
  state.sensitive ||= shape.sensitive === true;
  const result = readAs(shape, value, name, state);
  state.sensitive = outerSensitive;
  return result;
}

function readAs(shape: Shape, value: unknown, name: string, state: State): unknown {
  switch (shape.kind) {
    case 'string':
    case 'integer':
      return readScalar(shape, value, name, state);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(value, 'a Boolean');
    case 'blob':
      return readBlob(shape, value, name, state);
    case 'document':
      return value;
    case 'list':
      return readList(shape, value, name, state);
    case 'map':
      return readMap(shape, value, name, state);
    case 'structure': {
      const source = objectOf(value, WRONG_TYPE.structureExpected);
      state.path.push(name);
      const result = readMembers(shape.members, source, state);
      state.path.pop();
      return result;
    }
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function readScalar(shape: StringShape | IntegerShape, value: unknown, name: string, state: State): unknown {
  const scalar = scalarOf(shape, value);
  for (const rule of brokenRules(shape, scalar)) report(state, name, scalar, rule);
  return scalar;
}

/** Returns the bytes of a blob, which errors never show. */
function readBlob(shape: BlobShape, value: unknown, name: string, state: State): Uint8Array {
  if (typeof value !== 'string') return wrongType(value, 'a Blob');
  if (value.length % 4 !== 0 || !BASE64.test(value)) return fail('SerializationException', WRONG_TYPE.base64);
  const bytes = Buffer.from(value, 'base64');
  for (const rule of brokenSize(shape, bytes.length)) report(state, name, bytes, rule, true);
  return bytes;
}

function readList(shape: ListShape, value: unknown, name: string, state: State): readonly unknown[] {
  if (!Array.isArray(value)) {
    const text = typeof value === 'object' ? WRONG_TYPE.structure : WRONG_TYPE.listExpected;
    fail('SerializationException', shape.wrongType ?? text);
  }
  const { of } = shape;
  const source: readonly unknown[] = value;
  // Structures are not shown in errors, because they may have sensitive members.
  const hidden = of.sensitive === true || (source.length > 0 && of.kind !== 'string' && of.kind !== 'integer');
  for (const rule of brokenSize(shape, source.length)) report(state, name, source, rule, hidden);
  if (of.kind === 'string' || of.kind === 'integer') return readScalars(of, source, name, state);
  state.path.push(name);
  const result = source.map((element, index) =>
    element === null
      ? report(state, `${index + 1}.member`, null, { kind: 'notNull' }, of.sensitive)
      : read(of, element, `${index + 1}.member`, state),
  );
  state.path.pop();
  return result;
}

/** Reports one failure for all elements, which names every rule of the element, as Cognito does. */
function readScalars(
  of: StringShape | IntegerShape,
  source: readonly unknown[],
  name: string,
  state: State,
): unknown[] {
  let broken = false;
  const result = source.map((element, index) => {
    if (element === null) return report(state, `${name}.${index + 1}.member`, null, { kind: 'notNull' }, of.sensitive);
    const scalar = scalarOf(of, element);
    broken ||= brokenRules(of, scalar).length > 0;
    return scalar;
  });
  if (broken) report(state, name, source, { kind: 'elements', rules: rulesOf(of) }, of.sensitive);
  return result;
}

function readMap(shape: MapShape, value: unknown, name: string, state: State): object {
  const source = objectOf(value, WRONG_TYPE.mapExpected);
  const result: Record<string, unknown> = Object.create(null);
  const keys = Object.keys(source);
  const hidden = shape.value.sensitive === true || (shape.value.kind !== 'string' && shape.value.kind !== 'integer');
  for (const rule of brokenSize(shape, keys.length)) report(state, name, source, rule, hidden);
  const { key: keyShape } = shape;
  if (keyShape !== undefined && keys.some((key) => brokenRules(keyShape, key).length > 0)) {
    report(state, name, source, { kind: 'keys', rules: rulesOf(keyShape) }, hidden);
  }
  state.path.push(name);
  for (const key of keys) {
    const entry = source[key];
    if (entry !== null) result[key] = read(shape.value, entry, key, state);
  }
  state.path.pop();
  return result;
}

function scalarOf(shape: StringShape | IntegerShape, value: unknown): string | number {
  if (shape.kind === 'string') return typeof value === 'string' ? value : wrongType(value, 'a String');
  const fits = typeof value === 'number' && value === Math.trunc(value) && Math.abs(value) <= 2 ** 31;
  return fits && value < 2 ** 31 ? value : wrongType(value, 'an Integer');
}

function objectOf(value: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (Array.isArray(value)) fail('SerializationException', WRONG_TYPE.list);
  if (typeof value !== 'object') fail('SerializationException', expected);
  return value as Readonly<Record<string, unknown>>;
}

function wrongType(value: unknown, expected: Expected): never {
  if (typeof value === 'object') {
    fail('SerializationException', Array.isArray(value) ? WRONG_TYPE.list : WRONG_TYPE.structure);
  }
  const found =
    typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : typeof value === 'number' ? 'NUMBER' : 'STRING';
  fail('SerializationException', WRONG_TYPE.scalar(found, expected));
}

const NONE: readonly Constraint[] = [];

function brokenRules(shape: StringShape | IntegerShape, value: string | number): readonly Constraint[] {
  if (shape.kind === 'integer' || typeof value === 'number') {
    const number = value as number;
    if (shape.min !== undefined && number < shape.min) return [{ kind: 'minValue', bound: shape.min }];
    return shape.max !== undefined && number > shape.max ? [{ kind: 'maxValue', bound: shape.max }] : NONE;
  }
  if (value === '' && shape.allowEmpty) return NONE;
  if (shape.values !== undefined)
    return shape.values.includes(value) ? NONE : [{ kind: 'values', values: shape.values }];
  return brokenStringRules(shape, value);
}

/** Returns all rules of an element or a key, with the upper bound first, as in Cognito's errors. */
function rulesOf(shape: StringShape | IntegerShape): readonly Constraint[] {
  if (shape.kind === 'string' && shape.values) return [{ kind: 'values', values: shape.values }];
  const [least, most] =
    shape.kind === 'string' ? (['minLength', 'maxLength'] as const) : (['minValue', 'maxValue'] as const);
  return [
    ...(shape.max === undefined ? [] : [{ kind: most, bound: shape.max }]),
    ...(shape.min === undefined ? [] : [{ kind: least, bound: shape.min }]),
    ...(shape.kind === 'string' && shape.pattern ? [{ kind: 'pattern' as const, pattern: shape.pattern }] : []),
  ];
}

function report(state: State, name: string, value: unknown, constraint: Constraint, hidden = false): undefined {
  if (state.failures.length >= MOST_PROBLEMS) return;
  const path = state.path.length === 0 ? name : `${state.path.join('.')}.${name}`;
  state.failures.push({ path, value, sensitive: state.sensitive || hidden, constraint });
}
