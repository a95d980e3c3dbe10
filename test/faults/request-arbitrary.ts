import * as fc from 'fast-check';
import type { Members, Shape } from '#protocol/schema/shape.ts';
import { sample } from '#test/constraint-cases.ts';

/** What the members of requests may hold that exists: by name of the member. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Where a raw JSON text is to stand; no sample contains such a word. */
const mark = (n: number): string => `@hole-${n}@`;

/** JSON texts that no client sends: wrong types, depth, size, odd Unicode, names that every object has, huge numbers. */
const HOSTILE: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['null', 'true', 'false', '0', '-0', '-1', '1.5', '1e400', '-1e400', '9007199254740993', '2147483648', '1e-400'],
    ...[
      '""',
      '" "',
      '[]',
      '{}',
      '[null]',
      '[[]]',
      '{"":null}',
      '"\\u0000"',
      '"\\ud800"',
      '"\\udfff\\ud800"',
      '"\\ufeff"',
    ],
    ...['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"toString":1,"hasOwnProperty":2}'],
    ...['"__proto__"', '"constructor"', '"toString"', '"../../etc/passwd"', '"%00"', '"{####}"', '"\\r\\nx: y"'],
    ...[
      '"e\\u0301\\u202e\\u200d"',
      '"\\ud83d\\ude00"',
      '"İıſK"',
      '"ﬀ"',
      '"a#b#c"',
      '"P#x"',
      '"00000000-0000-4000-8000-000000000000"',
    ],
  ),
  fc.integer({ min: 1, max: 3000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.integer({ min: 1, max: 2000 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc
    .tuple(
      fc.constantFrom('a', 'é', '\u{1f600}', '"', '\\', '\u0000', ' '),
      fc.oneof(fc.integer({ min: 1, max: 60_000 }), fc.constant(500_000)),
    )
    .map(([character, length]) => JSON.stringify(character.repeat(length))),
  fc.integer({ min: 50, max: 3000 }).map((count) => JSON.stringify(Array.from({ length: count }, (_, n) => `v${n}`))),
  fc
    .integer({ min: 50, max: 3000 })
    .map((count) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, `v${n}`])))),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => JSON.stringify(text)),
  fc.json({ maxDepth: 4 }),
);

/** Values that the shape allows, existing ones among them. */
function fitting(shape: Shape, name: string, known: Known): fc.Arbitrary<unknown> {
  const plain = () => fc.constant(sampleOr(shape, ''));
  const own = Object.hasOwn(known, name) ? known[name] : undefined;
  if (own) return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: plain() });
  switch (shape.kind) {
    case 'string':
      return shape.values ? fc.constantFrom(...shape.values) : plain();
    case 'integer':
      return fc.constantFrom(...[shape.min, shape.max, 1, 60].filter((value) => value !== undefined));
    case 'boolean':
      return fc.boolean();
    case 'blob':
      return fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    case 'document':
      return fc.jsonValue({ maxDepth: 3 });
    case 'list':
      return fc.array(fitting(shape.of, '', known), { minLength: shape.min ?? 0, maxLength: (shape.min ?? 0) + 2 });
    case 'map':
      return fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fitting(shape.value, '', known), { maxKeys: 2 });
    case 'structure':
      return fittingMembers(shape.members, known);
  }
}

function fittingMembers(members: Members, known: Known): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(members);
  const [needed, optional] = [true, false].map((required) =>
    entries.filter(([, shape]) => !!shape.required === required),
  );
  // All optional members at once hardly ever fit together.
  return fc.subarray(optional!, { maxLength: Math.min(3, optional!.length) }).chain((chosen) => {
    const all = [...needed!, ...chosen].map(([name, shape]) => [name, fitting(shape, name, known)] as const);
    return fc.record(Object.fromEntries(all));
  });
}

function sampleOr(shape: Shape, fallback: unknown): unknown {
  try {
    return sample(shape);
  } catch {
    return fallback;
  }
}

/** Every place in a value: the containers and keys in which something else can be put. */
function places(value: unknown): readonly (readonly [container: Record<string, unknown>, key: string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as Record<string, unknown>;
  return Object.keys(container).flatMap((key) => [[container, key] as const, ...places(container[key])]);
}

/** A body: what the operation allows, and up to three places with something hostile, at the top or further down. */
export function requestText(members: Members, known: Known): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(), HOSTILE, fc.constantFrom('replace', 'replace', 'remove', 'add'));
  const changes = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(change, { maxLength: 3 }) },
  );
  const names = Object.keys(members);
  return fc.tuple(fittingMembers(members, known), changes).map(([valid, changed]) => {
    const body = structuredClone(valid);
    for (const [n, [where, , how]] of changed.entries()) {
      const all = places(body);
      const [container, key] = all[where % Math.max(all.length, 1)] ?? [body, 'x'];
      if (how === 'remove') delete container[key];
      else if (how === 'replace' || names.length === 0) container[key] = mark(n);
      else body[names[where % names.length]!] = mark(n);
    }
    return changed.reduce(
      (text, [, hostile], n) => text.replaceAll(JSON.stringify(mark(n)), () => hostile),
      JSON.stringify(body),
    );
  });
}

/** What is no body at all: cut off, several, no object, or bytes that are no UTF-8. */
export function brokenBody(text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  return fc.oneof(
    fc.tuple(text, fc.nat()).map(([whole, at]) => Buffer.from(whole.slice(0, at % (whole.length + 1)))),
    fc.tuple(text, text).map(([one, another]) => Buffer.from(one + another)),
    fc.tuple(text, fc.nat(), fc.integer({ min: 128, max: 255 })).map(([whole, at, byte]) => {
      const bytes = Buffer.from(whole);
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
    fc.constantFrom('null', '1', '"x"', '[]', '[{}]', 'true', 'NaN', ' ', '{}{}').map((body) => Buffer.from(body)),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  );
}
