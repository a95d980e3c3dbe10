import type { Call } from '#core/call.ts';
import { ENGLISH_CODE, matchingLanguage } from '#core/languages/language.ts';
import type { Texts } from '#core/languages/texts.ts';
import type { Unversioned } from '#ports/records.ts';

/** The language of a message, as a tag of BCP 47, and its texts. */
export type Speech = { readonly language: string; readonly texts: Texts };

/**
 * Returns the language in which a message is written: that of the page that the person looks at, else the one that serves
 * the user's attribute `locale` (OpenID Connect Core 1.0, section 5.1), else English. Cognito's own texts are English
 * only. A name that leads to no user has no locale, and the texts are as near as those of a user.
 */
export async function speechFor(
  { deps, language }: Call,
  user: Pick<Unversioned<'user'>, 'attributes'> | undefined,
): Promise<Speech> {
  const { catalogues } = deps;
  const spoken = language ?? matchingLanguage(user?.attributes.locale ?? '', catalogues.languages) ?? ENGLISH_CODE;
  return { language: spoken, texts: await catalogues.texts(spoken) };
}
