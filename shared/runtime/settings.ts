/**
 * The type of a setting. `expected` describes its values in errors. `read` returns the value, or undefined when it has
 * the wrong form.
 */
export type SettingType<T> = {
  readonly expected: string;
  readonly read: (given: unknown) => T | undefined;
  /** It is set when a value may be a password. Errors then do not show it. */
  readonly secret?: true;
};

/** The error for settings that are missing or wrong. Its message has one line for each of them. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Makes the type of a string, which must match `form` if one is given. */
export function text(expected = 'a text', form = /^/): SettingType<string> {
  return { expected, read: (given) => (typeof given === 'string' && form.test(given) ? given : undefined) };
}

/** Makes the type of a number from `least` to `most`, which may also be given as a string. */
export function number(expected = 'a number', least = -Number.MAX_VALUE, most = Number.MAX_VALUE): SettingType<number> {
  const isWritten = (given: unknown) => typeof given === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(given);
  const read = (given: unknown) => {
    const value = isWritten(given) ? Number(given) : given;
    return typeof value === 'number' && value >= least && value <= most ? value : undefined;
  };
  return { expected, read };
}

/** Makes the type of a whole number from `least` to `most`, which may also be given as a string. */
export function integer(least: number, most: number, what = 'a whole number'): SettingType<number> {
  const { expected, read } = number(`${what} from ${least} to ${most}`, least, most);
  return { expected, read: (given) => [read(given)].find(Number.isInteger) };
}

/** Makes the type of a setting that has one of these values, which may also be given as a string. */
export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): SettingType<T> {
  const expected = values.length > 2 ? `one of ${values.join(', ')}` : values.join(' or ');
  return { expected, read: (given) => values.find((value) => value === given || String(value) === given) };
}

/** Makes the type of a list. A string may have the elements with commas between them, or be a JSON array. */
export function list<T>(of: SettingType<T>, expected: string): SettingType<readonly T[]> {
  const read = (given: unknown) => {
    const commas = typeof given === 'string' && !given.trimStart().startsWith('[');
    const all = commas ? given.split(',').map((one) => one.trim()) : fromJson(given);
    return Array.isArray(all) ? allOf(all.map(of.read)) : undefined;
  };
  return { expected, read };
}

/** Makes the type of an object whose values all have one type. A string may be such an object in JSON. */
export function record<T>(of: SettingType<T>, expected: string): SettingType<Readonly<Record<string, T>>> {
  const read = (given: unknown) => {
    const all = fromJson(given);
    if (typeof all !== 'object' || all === null || Array.isArray(all)) return undefined;
    const values = allOf(Object.values(all).map(of.read));
    return values && Object.fromEntries(Object.keys(all).map((name, index) => [name, values[index]!]));
  };
  return { expected, read };
}

/** Makes the type of a URL with one of these schemes, such as `https`. */
export function url(...schemes: readonly string[]): SettingType<string> {
  const form = new RegExp(`^(${schemes.join('|')})://`, 'i');
  const { expected, read } = text(`a URL that begins with ${schemes.map((one) => `${one}://`).join(' or ')}`, form);
  return { expected, read: (given) => [read(given)].find((whole) => whole && URL.canParse(whole)) };
}

/** A host and perhaps a port. A URL would also take line breaks and invisible characters here, and leave them out. */
const BASE_URL = /^https?:\/\/([\w.-]+|\[[\da-f:.]+\])(:\d+)?(?=\/?$)/i;

/** The type of the base URL of a server, with http or https. The value has no slash at the end. */
export const baseUrl: SettingType<string> = {
  expected: 'an http or https URL without path, query or user',
  read: (given) => BASE_URL.exec(url('http', 'https').read(given) ?? '')?.[0],
};

/** Returns a type whose values do not appear in errors. */
export function secret<T>(type: SettingType<T>): SettingType<T> {
  return { ...type, secret: true };
}

/** A URL that names a user names the password, too. */
const NAMES_USER = /:\/\/[^/]*@/;

/** Returns a sentence that says what is wrong with a value, or undefined when the value is of the type. */
export function mismatch(name: string, given: unknown, type: SettingType<unknown>): string | undefined {
  if (type.read(given) !== undefined) return undefined;
  const shown = typeof given === 'number' ? String(given) : JSON.stringify(given);
  const hidden = type.secret || NAMES_USER.test(shown);
  return `${name} must be ${type.expected}${hidden ? '' : `, not ${shown}`}.`;
}

/**
 * Reads named settings from an environment or a context. Values that are undefined, null or blank count as not given,
 * and white space around a string is ignored. `problems` has one sentence for each setting that is wrong or missing;
 * its value is then undefined. The caller must look at `problems` before it uses any value, and may add contradictions
 * between settings.
 */
export function openSettings(given: Readonly<Record<string, unknown>>) {
  const problems: string[] = [];
  const optional = <T>(name: string, type: SettingType<T>): T | undefined => {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    const value = typeof own === 'string' ? own.trim() : own;
    if (value === undefined || value === null || value === '') return undefined;
    problems.push(...[mismatch(name, value, type)].filter((problem) => problem !== undefined));
    return type.read(value);
  };
  const required = <T>(name: string, type: SettingType<T>): T => {
    const before = problems.length;
    const value = optional(name, type);
    if (value === undefined && problems.length === before)
      problems.push(`${name} is missing: it must be ${type.expected}.`);
    return value as T;
  };
  return { problems, optional, required };
}

/** Returns the values, or undefined when one of them is undefined. */
function allOf<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** Parses a string as JSON, and returns everything else as it is. */
function fromJson(given: unknown): unknown {
  try {
    return typeof given === 'string' ? JSON.parse(given) : given;
  } catch {
    return undefined;
  }
}
