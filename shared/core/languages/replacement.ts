import { ENGLISH, partsOf } from './texts.ts';

/** The longest text of a page, in UTF-16 units. */
const LONGEST = 1_000;

/**
 * Characters that people do not see and that change what they see: control characters, line and paragraph separators, and
 * those by which a text reorders what stands around it (https://www.unicode.org/reports/tr9/#Directional_Formatting_Codes).
 * The marks for a single position, U+200E and U+200F, stay allowed, because right-to-left languages need them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Characters that leave a mark. Unicode has others than blanks that show nothing, and U+2800 is a pattern without dots. */
const VISIBLE = /[^\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Tells whether a text shows nothing. A button, a link or a title with it could not be found. */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}

/** Tells whether a value is one line of text that can be shown as it is: not blank, and of at most `longest` UTF-16 units. */
export function isPlainText(value: unknown, longest: number): value is string {
  if (typeof value !== 'string' || value.length > longest || isBlank(value)) return false;
  return value.isWellFormed() && !UNSEEN.test(value);
}

/**
 * Tells whether a text can take the place of the one with this name in the catalogues: it has the same places for values.
 */
export function isReplacement(name: string, value: unknown): boolean {
  if (!Object.hasOwn(ENGLISH, name) || !isPlainText(value, LONGEST)) return false;
  return placesIn(value).join() === placesIn(ENGLISH[name as keyof typeof ENGLISH]).join();
}

/** Returns the names of the places of a text, each once. */
function placesIn(text: string): readonly string[] {
  return [...new Set(partsOf(text).filter((_, index) => index % 2 === 1))].sort();
}
