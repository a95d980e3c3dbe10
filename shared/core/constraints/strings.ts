import type { Constraint } from './wording.ts';

/**
 * The rules that the service model sets for a string. The bounds count UTF-16 units, and `pattern` is a Java expression
 * that the whole string must match.
 */
export type StringRules = {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /**
   * The JavaScript expression that the whole value must match in place of `pattern`. It is set where JavaScript reads
   * the Java pattern differently, or needs more than linear time to try it. Error messages still print `pattern`.
   */
  readonly expression?: string;
};

/** All operations together use about 30 expressions, so this cache needs no limit. */
const expressions = new Map<string, RegExp>();

/**
 * Tells whether the whole value matches the expression, in time linear in its length. Without an expression every value
 * matches.
 */
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

/**
 * Returns the rules that a string breaks. A string that is too long is not matched against the pattern, so that its
 * length bounds the cost.
 */
export function brokenStringRules(rules: StringRules, value: string): readonly Constraint[] {
  const size = brokenSize(rules, value.length);
  const tooLong = rules.max !== undefined && value.length > rules.max;
  if (tooLong || rules.pattern === undefined || matches(rules, value)) return size;
  return [...size, { kind: 'pattern', pattern: rules.pattern }];
}

/** Returns the bound that the size of a string, list or map breaks. The list is empty when there is none. */
export function brokenSize({ min, max }: Pick<StringRules, 'min' | 'max'>, size: number): readonly Constraint[] {
  if (min !== undefined && size < min) return [{ kind: 'minLength', bound: min }];
  return max !== undefined && size > max ? [{ kind: 'maxLength', bound: max }] : NONE;
}
