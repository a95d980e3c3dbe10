import { cut } from '#core/bounded-text.ts';

/**
 * This file words validation errors. Their form is Cognito's, as its clients have recorded it:
 * `1 validation error detected: Value '<v>' at '<path>' failed to satisfy constraint: <constraint>`.
 */

export type Constraint =
  | { readonly kind: 'notNull' }
  | { readonly kind: 'minLength' | 'maxLength' | 'minValue' | 'maxValue'; readonly bound: number }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** `rules` has all rules for the strings or numbers in a list. At least one element breaks at least one of them. */
  | { readonly kind: 'elements'; readonly rules: readonly Constraint[] }
  /** `rules` has all rules for the keys of a map. At least one key breaks at least one of them. */
  | { readonly kind: 'keys'; readonly rules: readonly Constraint[] };

/** A constraint that a member of a request does not satisfy. */
export type Failure = {
  /** The dotted path of the member in lowerCamelCase, such as `schema.1.member.name`. */
  readonly path: string;
  /** The value is a string, a number, or a list or map of them. It is null when the member is absent. */
  readonly value: unknown;
  /** When this is true, the error does not show the value, not even that there is none. */
  readonly sensitive: boolean;
  readonly constraint: Constraint;
};

/** Cognito echoes a value whole. Ownpool cuts it after this many UTF-16 units, because a body may have 1 MiB. */
const LONGEST_ECHO = 1024;
const LONGEST_PATH = 256;

/** Returns the message of the InvalidParameterException for these failures. There must be at least one failure. */
export function validationText(failures: readonly Failure[]): string {
  const noun = failures.length === 1 ? 'error' : 'errors';
  return `${failures.length} validation ${noun} detected: ${failures.map(item).join('; ')}`;
}

function item({ path, value, sensitive, constraint }: Failure): string {
  const shown = sensitive ? '' : value === null ? ' null' : ` '${cut(printed(value), LONGEST_ECHO)}'`;
  return `Value${shown} at '${cut(path, LONGEST_PATH)}' failed to satisfy constraint: ${constraintText(constraint)}`;
}

function constraintText(constraint: Constraint): string {
  switch (constraint.kind) {
    case 'notNull':
      return 'Member must not be null';
    case 'minLength':
      return `Member must have length greater than or equal to ${constraint.bound}`;
    case 'maxLength':
      return `Member must have length less than or equal to ${constraint.bound}`;
    case 'minValue':
      return `Member must have value greater than or equal to ${constraint.bound}`;
    case 'maxValue':
      return `Member must have value less than or equal to ${constraint.bound}`;
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${constraint.pattern}`;
    case 'values':
      return `Member must satisfy enum value set: [${constraint.values.join(', ')}]`;
    case 'elements':
      return `Member must satisfy constraint: [${constraint.rules.map(constraintText).join(', ')}]`;
    case 'keys':
      return `Map keys must satisfy constraint: [${constraint.rules.map(constraintText).join(', ')}]`;
  }
}

/** Prints lists and maps as Java does: `[a, b]`, `{a=1, b=2}`. It stops soon after the part that will be shown. */
function printed(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const entries: string[] = [];
  let length = 0;
  for (const [key, entry] of Object.entries(value)) {
    const text = isList ? printed(entry) : `${key}=${printed(entry)}`;
    entries.push(text);
    length += text.length;
    if (length > LONGEST_ECHO) break;
  }
  return isList ? `[${entries.join(', ')}]` : `{${entries.join(', ')}}`;
}
