import { ENGLISH, filled, partsOf, type TextName, type Texts } from '#core/languages/texts.ts';

/*
 * What goes wrong has its text from the API, whose clients compare it, and so it is in English. The catalogues have the same
 * texts under names that begin with this.
 */
const PREFIX = 'problem.';

/** The names of the problems, each with a pattern that only its English text has. */
const PROBLEMS: readonly (readonly [pattern: RegExp, name: TextName, places: readonly string[]])[] = Object.entries(
  ENGLISH,
)
  .filter(([name]) => name.startsWith(PREFIX))
  .map(([name, text]) => {
    const parts = partsOf(text);
    const pattern = parts.map((part, index) => (index % 2 === 0 ? escaped(part) : '(.*)')).join('');
    return [new RegExp(`^${pattern}$`, 's'), name as TextName, parts.filter((_, index) => index % 2 === 1)];
  });

/**
 * Returns what went wrong in the language of the texts. A problem that the catalogues do not know, such as one that a function
 * of the pool words, stays as it is.
 */
export function toldIn(texts: Texts, problem: string): string {
  for (const [pattern, name, places] of PROBLEMS) {
    const match = pattern.exec(problem);
    if (match)
      return filled(texts[name], Object.fromEntries(places.map((place, index) => [place, match[index + 1] ?? ''])));
  }
  return problem;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
