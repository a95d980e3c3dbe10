/** A kind of value: what somebody who gave another is told, and how one is read; undefined when it is none. */
export type Kind<T> = {
  readonly expected: string;
  readonly read: (given: unknown) => T | undefined;
  /** What was given may be a password: it is never repeated. */
  readonly secret?: true;
};

/** Settings that can't be; its message has a line for each that is wrong. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** A text, of a form if there is one. */
export function text(expected = 'a text', form = /^/): Kind<string> {
  return { expected, read: (given) => (typeof given === 'string' && form.test(given) ? given : undefined) };
}

/** A number, which a text may write. */
export function number(expected = 'a number', least = -Number.MAX_VALUE, most = Number.MAX_VALUE): Kind<number> {
  const isWritten = (given: unknown) => typeof given === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(given);
  const read = (given: unknown) => {
    const value = isWritten(given) ? Number(given) : given;
    return typeof value === 'number' && value >= least && value <= most ? value : undefined;
  };
  return { expected, read };
}

/** A whole number within bounds. */
export function integer(least: number, most: number, what = 'a whole number'): Kind<number> {
  const { expected, read } = number(`${what} from ${least} to ${most}`, least, most);
  return { expected, read: (given) => [read(given)].find(Number.isInteger) };
}

/** One of some values, which a text may write. */
export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): Kind<T> {
  const expected = values.length > 2 ? `one of ${values.join(', ')}` : values.join(' or ');
  return { expected, read: (given) => values.find((value) => value === given || String(value) === given) };
}

/** A list of values; a text writes it with commas, or in JSON. */
export function list<T>(of: Kind<T>, expected: string): Kind<readonly T[]> {
  const read = (given: unknown) => {
    const commas = typeof given === 'string' && !given.trimStart().startsWith('[');
    const all = commas ? given.split(',').map((one) => one.trim()) : fromJson(given);
    return Array.isArray(all) ? allOf(all.map(of.read)) : undefined;
  };
  return { expected, read };
}

/** An object whose values are of one kind; a text writes it in JSON. */
export function record<T>(of: Kind<T>, expected: string): Kind<Readonly<Record<string, T>>> {
  const read = (given: unknown) => {
    const all = fromJson(given);
    if (typeof all !== 'object' || all === null || Array.isArray(all)) return undefined;
    const values = allOf(Object.values(all).map(of.read));
    return values && Object.fromEntries(Object.keys(all).map((name, index) => [name, values[index]!]));
  };
  return { expected, read };
}

/** A URL of one of these schemes, such as `https`. */
export function url(...schemes: readonly string[]): Kind<string> {
  const form = new RegExp(`^(${schemes.join('|')})://`, 'i');
  const { expected, read } = text(`a URL that begins with ${schemes.map((one) => `${one}://`).join(' or ')}`, form);
  return { expected, read: (given) => [read(given)].find((whole) => whole && URL.canParse(whole)) };
}

/** A host and perhaps a port. A URL would also take line breaks and invisible characters here, and leave them out. */
const BASE_URL = /^https?:\/\/([\w.-]+|\[[\da-f:.]+\])(:\d+)?(?=\/?$)/i;

/** Where a server is, over http or https; without the slash at the end. */
export const baseUrl: Kind<string> = {
  expected: 'an http or https URL without path, query or user',
  read: (given) => BASE_URL.exec(url('http', 'https').read(given) ?? '')?.[0],
};

/** A kind whose values are not repeated. */
export function secret<T>(kind: Kind<T>): Kind<T> {
  return { ...kind, secret: true };
}

/** A URL that names a user names the password, too. */
const NAMES_USER = /:\/\/[^/]*@/;

/** What is wrong with a value, in a sentence; undefined when it is of its kind. */
export function mismatch(name: string, given: unknown, kind: Kind<unknown>): string | undefined {
  if (kind.read(given) !== undefined) return undefined;
  const shown = typeof given === 'number' ? String(given) : JSON.stringify(given);
  const hidden = kind.secret || NAMES_USER.test(shown);
  return `${name} must be ${kind.expected}${hidden ? '' : `, not ${shown}`}.`;
}

/**
 * Reads named values of an environment or a context. Undefined, null and blank texts count as not given, and blanks around a
 * text don't count. What is wrong or missing is in `problems`, a sentence each, and is read as undefined: whoever reads looks
 * there before using anything, and adds what contradicts itself.
 */
export function openSettings(given: Readonly<Record<string, unknown>>) {
  const problems: string[] = [];
  const optional = <T>(name: string, kind: Kind<T>): T | undefined => {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    const value = typeof own === 'string' ? own.trim() : own;
    if (value === undefined || value === null || value === '') return undefined;
    problems.push(...[mismatch(name, value, kind)].filter((problem) => problem !== undefined));
    return kind.read(value);
  };
  const required = <T>(name: string, kind: Kind<T>): T => {
    const before = problems.length;
    const value = optional(name, kind);
    if (value === undefined && problems.length === before)
      problems.push(`${name} is missing: it must be ${kind.expected}.`);
    return value as T;
  };
  return { problems, optional, required };
}

/** The values when none is undefined. */
function allOf<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** What a text says in JSON, and everything else as it is. */
function fromJson(given: unknown): unknown {
  try {
    return typeof given === 'string' ? JSON.parse(given) : given;
  } catch {
    return undefined;
  }
}
