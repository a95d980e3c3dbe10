import type { Texts } from '#core/languages/texts.ts';

/** The texts of pages and messages in all languages of the service. */
export type Catalogues = {
  /** The languages, as tags of BCP 47. English is among them. */
  readonly languages: readonly string[];
  /** Returns the texts in one of the languages. What a language lacks is in English. */
  readonly texts: (language: string) => Promise<Texts>;
};

/** The texts of an operator by language, which take the place of those of the service. Any of them may be missing. */
export type OwnTexts = Readonly<Record<string, Readonly<Partial<Texts>>>>;
