/** More of what is wrong with one request is not said, so that a body of 1 MiB can't ask for an answer of the same size. */
export const MOST_PROBLEMS = 20;

/** The first problems of a request in one text; an error that lists what is wrong is worded by this. */
export function listed(problems: readonly string[], separator: string): string {
  return problems.slice(0, MOST_PROBLEMS).join(separator);
}

/** At most `longest` UTF-16 units of a text. A surrogate pair is not cut in two: half of one could not be sent as UTF-8. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}...`;
}
