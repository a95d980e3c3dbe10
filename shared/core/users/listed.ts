/** Problems that are listed in one text: a body of 1 MiB must not ask for an answer of the same size. */
const MOST = 20;

/** The first lines of a list, as one text. */
export function listed(lines: readonly string[]): string {
  return lines.slice(0, MOST).join('');
}
