import ENGLISH from '#catalogues/en.json' with { type: 'json' };

export { ENGLISH };

/** The name of a text in the catalogues, shared/catalogues/*.json. */
export type TextName = keyof typeof ENGLISH;

/** All texts of pages and messages in one language. */
export type Texts = Readonly<Record<TextName, string>>;

/** A place in a text for a value. Those of messages, such as `{####}`, are Cognito's and are none of these. */
const PLACEHOLDER = /\{(\w+)\}/g;

/** Returns a text with these values in its places. A place without a value stays as it is. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (place, name: string) => values[name] ?? place);
}

/** Returns the parts of a text: what is between its places, and the names of the places at odd indexes. */
export function partsOf(text: string): readonly string[] {
  return text.split(PLACEHOLDER);
}
