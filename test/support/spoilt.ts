import { brokenStringRules } from '#core/constraints/strings.ts';
import type { Members, Shape } from '#protocol/schema/shape.ts';
import { sample } from './constraint-cases.ts';

type Request = Readonly<Record<string, unknown>>;
/** A value to be put in the place of another, and what is known of it. */
type Put<More> = More & { readonly what: string; readonly value: unknown };
/** A request with one value in it changed, such as `Tags.side: a number`. */
export type Spoilt<More> = More & { readonly what: string; readonly input: Request };

/**
 * Makes a request for each value that `puts` has for the shape of a member, however deep. The request is the valid one
 * but for this value. Members that it lacks are added.
 */
export function spoiltRequests<More>(
  members: Members,
  valid: Request,
  puts: (shape: Shape) => readonly Put<More>[],
): readonly Spoilt<More>[] {
  return membersWith(members, valid, '', puts).map(
    ({ value, ...more }) => ({ ...more, input: value as Request }) as never,
  );
}

function membersWith<More>(
  members: Members,
  valid: Request,
  path: string,
  puts: (shape: Shape) => readonly Put<More>[],
): readonly Put<More>[] {
  return Object.entries(members).flatMap(([name, shape]) =>
    valuesFor(shape, valid[name], `${path}${name}`, puts).map((one) => ({
      ...one,
      value: { ...valid, [name]: one.value },
    })),
  );
}

function valuesFor<More>(
  shape: Shape,
  valid: unknown,
  path: string,
  puts: (shape: Shape) => readonly Put<More>[],
): readonly Put<More>[] {
  const own = puts(shape).map((one) => ({ ...one, what: `${path}: ${one.what}` }));
  return [...own, ...inside(shape, valid ?? sample(shape), path, puts)];
}

function inside<More>(
  shape: Shape,
  valid: unknown,
  path: string,
  puts: (shape: Shape) => readonly Put<More>[],
): readonly Put<More>[] {
  switch (shape.kind) {
    case 'structure':
      return membersWith(shape.members, valid as Request, `${path}.`, puts);
    case 'list': {
      const [first, ...rest] = valid as readonly unknown[];
      return valuesFor(shape.of, first, `${path}[]`, puts).map((one) => ({ ...one, value: [one.value, ...rest] }));
    }
    case 'map': {
      const entries = Object.keys(valid as Request);
      return (entries.length > 0 ? entries : ['key']).flatMap((key) =>
        valuesFor(shape.value, (valid as Request)[key], `${path}.${key}`, puts).map((one) => ({
          ...one,
          value: { ...(valid as Request), [key]: one.value },
        })),
      );
    }
    default:
      return [];
  }
}

const EXPECTED = { string: 'a String', integer: 'an Integer', boolean: 'a Boolean', blob: 'a Blob' } as const;
const STRUCTURE = { what: 'a structure', value: {}, message: 'Start of structure or map found where not expected.' };
const LIST = { what: 'a list', value: [], message: 'Start of list found where not expected' };
const WRONG_NUMBERS = [1.5, 2 ** 31, -(2 ** 31) - 1, 1e300];

/** A value of each JSON type that a shape does not have, and the whole text of the SerializationException. */
export function wrongTypes(shape: Shape): readonly Put<{ readonly message: string }>[] {
  const scalars = (message: string) => ['text', 1, true].map((value) => ({ what: typeof value, value, message }));
  switch (shape.kind) {
    case 'document':
      return [];
    case 'list':
      // Public records show another text for images of a branding style.
      if (shape.wrongType !== undefined) {
        return [...scalars('Unexpected field type'), { ...STRUCTURE, message: 'Unexpected field type' }];
      }
      return [...scalars('Expected list or null'), STRUCTURE];
    case 'map':
      return [...scalars('Expected map or null'), LIST];
    case 'structure':
      return [...scalars('Expected null'), LIST];
    default: {
      const cannot = (found: string, value: unknown) => ({
        what: JSON.stringify(value),
        value,
        message: `${found}_VALUE can not be converted to ${EXPECTED[shape.kind]}`,
      });
      const others = [cannot('STRING', 'text'), cannot('NUMBER', 1), cannot('TRUE', true), cannot('FALSE', false)];
      const own = { string: 'string', blob: 'string', integer: 'number', boolean: 'boolean' }[shape.kind];
      return [
        ...others.filter(({ value }) => typeof value !== own),
        ...(shape.kind === 'integer' ? WRONG_NUMBERS.map((value) => cannot('NUMBER', value)) : []),
        ...(shape.kind === 'blob'
          ? [{ what: 'no base64', value: '!', message: 'Invalid base64 found where a Blob was expected.' }]
          : []),
        STRUCTURE,
        LIST,
      ];
    }
  }
}

/** Texts that services like to stumble over. */
const STRANGE = ['__proto__', 'constructor', '\ud800', 'a\u0000b', '#', 'a#b', '..', '%', 'e\u0301\u202e', ' ', ''];

/** Strange texts that break no constraint of a shape, so that the operation itself has to cope with them. */
export function strangeTexts(shape: Shape): readonly Put<object>[] {
  if (shape.kind !== 'string' || shape.values) return [];
  return STRANGE.filter((text) => brokenStringRules(shape, text).length === 0).map((value) => ({
    what: JSON.stringify(value),
    value,
  }));
}
