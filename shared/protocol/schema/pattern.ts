import type { StringShape } from './shape.ts';

/** Of an application that has 140 operations there are about 30. */
const expressions = new Map<string, RegExp>();

/** Whether the whole value is what the shape's pattern means, in time linear in the value. True without a pattern. */
export function matches({ pattern, expression = pattern }: StringShape, value: string): boolean {
  if (expression === undefined) return true;
  let compiled = expressions.get(expression);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${expression})$`, 'u');
    expressions.set(expression, compiled);
  }
  return compiled.test(value);
}
