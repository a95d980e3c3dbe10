import type {
  BlobShape,
  IntegerShape,
  ListShape,
  MapShape,
  Members,
  Shape,
  StringShape,
} from '#protocol/schema/shape.ts';
import { matchesJava } from './java-pattern.ts';

/** Values by path as errors print it (`userPoolId`, `userAttributes.1.member.name`), used instead of invented ones. */
export type Overrides = Readonly<Record<string, unknown>>;

/** A request that breaks one member's constraints, and what must be said about it. */
export type ConstraintCase = {
  /** `password: Member must have length less than or equal to 256` */
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** `Value at 'password' failed to satisfy constraint: ...`, one per broken rule. */
  readonly items: readonly string[];
  /** The whole text of the InvalidParameterException. */
  readonly message: string;
};

/** A value in place of a valid one, the path it stands at, and what must be said about it. */
type Violation = { readonly value: unknown; readonly items: readonly string[] };
/** `printed` is what the value's own name is in errors; `hidden` that something around it is sensitive. */
type Place = { readonly path: string; readonly hidden: boolean; readonly overrides: Overrides };

const GOOD_STRINGS = [
  ...['x', 'xxxxxxxx', '123456', 'eu-west-1_Abcdef123', 'eu-west-1_0a1b2c3d', 'someone@example.com', 'x1'],
  ...['Hello {username}, your code is {####}', '{####} {##Click##}', 'arn:aws:sns:eu-west-1:123456789012:topic'],
  ...['arn:aws:iam:::role/some-role-name', 'import-abc', 'auth.example', 'terms-of-use', 'cognito:default', 'Level1'],
  'c0ffee00-0000-4000-8000-000000000000',
];
const BAD_CHARACTERS = [' ', '!', '#', 'é', '\n', '\u0000'];
const LARGEST_INTEGER = 2 ** 31 - 1;

/**
 * For each constraint of each member, however deep, a body that breaks it and is valid otherwise. Constraints that no
 * value can break (a minimum of 0, a pattern that matches everything) make no case.
 */
export function constraintCases(members: Members, overrides: Overrides = {}): readonly ConstraintCase[] {
  const place: Place = { path: '', hidden: false, overrides };
  return memberViolations(members, place).map(({ value, items }) => ({
    name: items.map((item) => item.replace(/^Value.*? at '([^']*)' failed to satisfy constraint/su, '$1')).join('; '),
    body: value as Readonly<Record<string, unknown>>,
    items,
    message: `${items.length} validation error${items.length === 1 ? '' : 's'} detected: ${items.join('; ')}`,
  }));
}

/** The smallest valid body: the required members and no others. */
export function sampleBody(members: Members, overrides: Overrides = {}): Record<string, unknown> {
  return sampleMembers(members, { path: '', hidden: false, overrides });
}

/** A valid value. Throws when none is known for a pattern: then give one in `overrides`. */
export function sample(shape: Shape, path = '', overrides: Overrides = {}): unknown {
  if (Object.hasOwn(overrides, path)) return overrides[path];
  switch (shape.kind) {
    case 'string':
      return sampleString(shape, path);
    case 'integer':
      return shape.min ?? Math.min(shape.max ?? 1, 1);
    case 'boolean':
      return true;
    case 'blob':
      return bytes(shape.min ?? 0);
    case 'document':
      return { any: ['value'] };
    case 'list':
      return sampleList(shape, shape.min ?? 0, { path, hidden: false, overrides });
    case 'map':
      return sampleMap(shape, shape.min ?? 0, { path, hidden: false, overrides });
    case 'structure':
      return sampleMembers(shape.members, { path, hidden: false, overrides });
  }
}

function sampleString(shape: StringShape, path: string): string {
  const candidates = shape.values ?? GOOD_STRINGS.map((good) => good.padEnd(shape.min ?? 0, good.at(-1)));
  const found = candidates.find((candidate) => stringRules(shape, candidate).length === 0);
  if (found === undefined) throw new Error(`No sample is known for ${path} (${shape.pattern}): give one by its path.`);
  return found;
}

const sampleList = (shape: ListShape, length: number, place: Place): unknown[] =>
  Array.from({ length }, (_, index) => sample(shape.of, `${place.path}.${index + 1}.member`, place.overrides));

function sampleMap(shape: MapShape, size: number, place: Place): Record<string, unknown> {
  const key = shape.key === undefined ? 'key' : sampleString(shape.key, `${place.path} (key)`);
  const keys = Array.from({ length: size }, (_, index) => (index === 0 ? key : `${key}${index}`));
  return Object.fromEntries(keys.map((name) => [name, sample(shape.value, `${place.path}.${name}`, place.overrides)]));
}

function sampleMembers(members: Members, place: Place): Record<string, unknown> {
  const wanted = Object.entries(members).filter(([, shape]) => shape.required);
  return Object.fromEntries(wanted.map(([name, shape]) => [name, sample(shape, pathOf(place, name), place.overrides)]));
}

function memberViolations(members: Members, place: Place): readonly Violation[] {
  const valid = sampleMembers(members, place);
  return Object.entries(members).flatMap(([name, shape]) => {
    const path = pathOf(place, name);
    const { [name]: _, ...others } = valid;
    const hidden = place.hidden || shape.sensitive === true;
    const absent = { value: others, items: [item(path, null, hidden, 'Member must not be null')] };
    const broken = violations(shape, { ...place, path }).map(({ value, items }) => ({
      value: { ...valid, [name]: value },
      items,
    }));
    return shape.required ? [absent, ...broken] : broken;
  });
}

function violations(shape: Shape, outer: Place): readonly Violation[] {
  const place = { ...outer, hidden: outer.hidden || shape.sensitive === true };
  switch (shape.kind) {
    case 'string':
    case 'integer':
      return badScalars(shape, place).map((value) => ({
        value,
        items: scalarRules(shape, value).map((rule) => item(place.path, value, place.hidden, rule)),
      }));
    case 'boolean':
    case 'document':
      return [];
    case 'blob':
      return blobViolations(shape, place);
    case 'list':
      return [...sizeViolations(shape, place), ...elementViolations(shape, place)];
    case 'map':
      return [...sizeViolations(shape, place), ...entryViolations(shape, place)];
    case 'structure':
      return memberViolations(shape.members, place);
  }
}

const bytes = (length: number): string => Buffer.alloc(length, 7).toString('base64');

/** Bytes are never echoed. */
function blobViolations(shape: BlobShape, place: Place): readonly Violation[] {
  const lengths = [(shape.min ?? 0) - 1, (shape.max ?? Number.POSITIVE_INFINITY) + 1];
  return lengths
    .filter((length) => length >= 0 && length !== Number.POSITIVE_INFINITY)
    .map((length) => ({
      value: bytes(length),
      items: lengthRules(shape, length).map((rule) => item(place.path, null, true, rule)),
    }));
}

const isScalar = (shape: Shape): shape is StringShape | IntegerShape =>
  shape.kind === 'string' || shape.kind === 'integer';

function sizeViolations(shape: ListShape | MapShape, place: Place): readonly Violation[] {
  const inner = shape.kind === 'list' ? shape.of : shape.value;
  const sizes = [(shape.min ?? 0) - 1, (shape.max ?? Number.POSITIVE_INFINITY) + 1];
  return sizes
    .filter((size) => size >= 0 && size !== Number.POSITIVE_INFINITY)
    .map((size) => {
      const value = shape.kind === 'list' ? sampleList(shape, size, place) : sampleMap(shape, size, place);
      const hidden = place.hidden || inner.sensitive === true || (size > 0 && !isScalar(inner));
      const rules = [...lengthRules(shape, size), ...(shape.kind === 'map' ? keyRules(shape, Object.keys(value)) : [])];
      return { value, items: rules.map((rule) => item(place.path, value, hidden, rule)) };
    });
}

/** Where only a few keys exist, a map with too many entries has to have wrong ones. */
function keyRules({ key }: MapShape, keys: readonly string[]): readonly string[] {
  if (key === undefined || keys.every((name) => stringRules(key, name).length === 0)) return [];
  return [`Map keys must satisfy constraint: [${allRules(key)}]`];
}

function elementViolations(shape: ListShape, place: Place): readonly Violation[] {
  const { of } = shape;
  const rest = sampleList(shape, Math.max(shape.min ?? 0, 1), place).slice(1);
  if (!isScalar(of)) {
    const inner = violations(of, { ...place, path: `${place.path}.1.member` });
    return inner.map(({ value, items }) => ({ value: [value, ...rest], items }));
  }
  const rule = `Member must satisfy constraint: [${allRules(of)}]`;
  return badScalars(of, place).map((bad) => {
    const value = [bad, ...rest];
    return { value, items: [item(place.path, value, place.hidden || of.sensitive === true, rule)] };
  });
}

function entryViolations(shape: MapShape, place: Place): readonly Violation[] {
  const valid = sampleMap(shape, Math.max(shape.min ?? 0, 1), place);
  const [key = ''] = Object.keys(valid);
  const values = violations(shape.value, { ...place, path: `${place.path}.${key}` });
  const { key: keyShape } = shape;
  const { [key]: first, ...rest } = valid;
  const hidden = place.hidden || shape.value.sensitive === true || !isScalar(shape.value);
  const keys = keyShape === undefined ? [] : badScalars(keyShape, place).map(String);
  return [
    ...values.map(({ value, items }) => ({ value: { ...valid, [key]: value }, items })),
    ...keys.map((bad) => {
      const value = { [bad]: first, ...rest };
      return { value, items: keyRules(shape, Object.keys(value)).map((rule) => item(place.path, value, hidden, rule)) };
    }),
  ];
}

/** One value for each rule that can be broken. */
function badScalars(shape: StringShape | IntegerShape, place: Place): readonly (string | number)[] {
  if (shape.kind === 'integer') {
    const candidates = [(shape.min ?? -LARGEST_INTEGER) - 1, (shape.max ?? LARGEST_INTEGER) + 1];
    return candidates.filter((value) => value <= LARGEST_INTEGER && scalarRules(shape, value).length > 0);
  }
  if (shape.values) return ['NOT_A_VALUE'];
  const valid = String(sample(shape, place.path, place.overrides));
  const tooShort = shape.min ? [valid.padEnd(shape.min, 'x').slice(0, shape.min - 1)] : [];
  const tooLong = shape.max === undefined ? [] : [valid.padEnd(shape.max + 1, 'x')];
  const strange = [
    'x'.repeat(Math.max(shape.min ?? 1, 1)),
    ...BAD_CHARACTERS.map((bad) => `${valid.slice(0, -1)}${bad}`),
  ];
  const unmatched = strange.find((value) => stringRules(shape, value).length > 0);
  return [...tooShort, ...tooLong, ...(unmatched === undefined ? [] : [unmatched])].filter(
    (value) => stringRules(shape, value).length > 0,
  );
}

const scalarRules = (shape: StringShape | IntegerShape, value: string | number): readonly string[] =>
  shape.kind === 'string' ? stringRules(shape, String(value)) : valueRules(shape, Number(value));

function stringRules(shape: StringShape, value: string): readonly string[] {
  if (value === '' && shape.allowEmpty) return [];
  if (shape.values) return shape.values.includes(value) ? [] : [enumRule(shape.values)];
  const length = lengthRules(shape, value.length);
  const judged = value.length <= (shape.max ?? Number.POSITIVE_INFINITY) && shape.pattern !== undefined;
  return judged && !matchesJava(shape.pattern, value) ? [...length, patternRule(shape.pattern)] : length;
}

const enumRule = (values: readonly string[]) => `Member must satisfy enum value set: [${values.join(', ')}]`;
const patternRule = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;
const least = (what: string, bound: number) => `Member must have ${what} greater than or equal to ${bound}`;
const most = (what: string, bound: number) => `Member must have ${what} less than or equal to ${bound}`;

type Bounded = { readonly min?: number; readonly max?: number };
const lengthRules = (shape: Bounded, length: number) => boundRules(shape, length, 'length');
const valueRules = (shape: Bounded, value: number) => boundRules(shape, value, 'value');

function boundRules({ min, max }: Bounded, measured: number, what: string): readonly string[] {
  if (min !== undefined && measured < min) return [least(what, min)];
  return max !== undefined && measured > max ? [most(what, max)] : [];
}

/** Every rule of a list's elements or a map's keys, as they are named together. */
function allRules(shape: StringShape | IntegerShape): string {
  if (shape.kind === 'string' && shape.values) return enumRule(shape.values);
  const what = shape.kind === 'string' ? 'length' : 'value';
  return [
    ...(shape.max === undefined ? [] : [most(what, shape.max)]),
    ...(shape.min === undefined ? [] : [least(what, shape.min)]),
    ...(shape.kind === 'string' && shape.pattern ? [patternRule(shape.pattern)] : []),
  ].join(', ');
}

/** Written anew here rather than taken from wording.ts, so that a change of the words there is noticed. */
function item(path: string, value: unknown, hidden: boolean, rule: string): string {
  const echoed = hidden ? '' : value === null ? ' null' : ` '${bounded(printed(value), 1024)}'`;
  return `Value${echoed} at '${bounded(path, 256)}' failed to satisfy constraint: ${rule}`;
}

const bounded = (text: string, longest: number) => (text.length > longest ? `${text.slice(0, longest)}...` : text);

function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${key}=${printed(entry)}`)
    .join(', ')}}`;
}

function pathOf(place: Place, name: string): string {
  const own = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return place.path === '' ? own : `${place.path}.${own}`;
}
