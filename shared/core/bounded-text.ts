/**
 * The largest number of problems that one error lists. It keeps a body of 1 MiB from causing an answer of the same
 * size.
 */
export const MOST_PROBLEMS = 20;

/** Joins the first MOST_PROBLEMS problems of a request into the text of an error. */
export function listed(problems: readonly string[], separator: string): string {
  return problems.slice(0, MOST_PROBLEMS).join(separator);
}

/**
 * Cuts a text that is longer than `longest` UTF-16 units, and appends `...`. A surrogate pair is not cut in two,
 * because half a pair can't be encoded in UTF-8.
 */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}...`;
}
