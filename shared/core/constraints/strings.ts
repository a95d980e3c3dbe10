import { matches } from './pattern.ts';
import type { Constraint } from './wording.ts';

/** What the service model asks of a string: bounds in UTF-16 units, and its own (Java) expression for the whole string. */
export type StringRules = { readonly min?: number; readonly max?: number; readonly pattern?: string };

const NONE: readonly Constraint[] = [];

/** The rules that a string breaks. A pattern is not tried on one that is too long already: its cost is bounded by the length. */
export function brokenStringRules(rules: StringRules, value: string): readonly Constraint[] {
  const size = brokenSize(rules, value.length);
  const tooLong = rules.max !== undefined && value.length > rules.max;
  if (tooLong || rules.pattern === undefined || matches(rules.pattern, value)) return size;
  return [...size, { kind: 'pattern', pattern: rules.pattern }];
}

/** The bound that the size of a string, list or map breaks. */
export function brokenSize({ min, max }: Omit<StringRules, 'pattern'>, size: number): readonly Constraint[] {
  if (min !== undefined && size < min) return [{ kind: 'minLength', bound: min }];
  return max !== undefined && size > max ? [{ kind: 'maxLength', bound: max }] : NONE;
}
