import type { Constraint } from './wording.ts';

/** What the service model asks of a string: bounds in UTF-16 units, and its own (Java) expression for the whole string. */
export type StringRules = {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /**
   * What a value must match as a whole where that is not `pattern`: JavaScript reads some of the service's (Java's)
   * expressions otherwise, or tries them in more than linear time. Errors print `pattern`.
   */
  readonly expression?: string;
};

/** Of an application that has 140 operations there are about 30. */
const expressions = new Map<string, RegExp>();

/** Whether the whole value is what the pattern means, in time linear in the value. True without a pattern. */
export function matches({ pattern, expression = pattern }: StringRules, value: string): boolean {
  if (expression === undefined) return true;
  let compiled = expressions.get(expression);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${expression})$`, 'u');
    expressions.set(expression, compiled);
  }
  return compiled.test(value);
}

const NONE: readonly Constraint[] = [];

/** The rules that a string breaks. A pattern is not tried on one that is too long already: its cost is bounded by the length. */
export function brokenStringRules(rules: StringRules, value: string): readonly Constraint[] {
  const size = brokenSize(rules, value.length);
  const tooLong = rules.max !== undefined && value.length > rules.max;
  if (tooLong || rules.pattern === undefined || matches(rules, value)) return size;
  return [...size, { kind: 'pattern', pattern: rules.pattern }];
}

/** The bound that the size of a string, list or map breaks. */
export function brokenSize({ min, max }: Pick<StringRules, 'min' | 'max'>, size: number): readonly Constraint[] {
  if (min !== undefined && size < min) return [{ kind: 'minLength', bound: min }];
  return max !== undefined && size > max ? [{ kind: 'maxLength', bound: max }] : NONE;
}
