import { html } from 'hono/html';
import { nameOfLanguage } from '#core/languages/language.ts';
import type { Texts } from '#core/languages/texts.ts';
import type { Markup, PageName } from './layout.ts';

type LanguageChoice = {
  readonly texts: Texts;
  /** The languages that there are, and the one of the page, as tags of BCP 47. */
  readonly languages: readonly string[];
  readonly language: string;
  /** The parameters with which the page was asked for. They come from outside. */
  readonly query: URLSearchParams;
};

/** The pages at the end of a link that does its work once. To ask for them again would show something else. */
const SHOWN_ONCE: readonly PageName[] = ['confirmed', 'notConfirmed', 'refused'];

/** The most parameters that go through the form. A longer query is no request of an app. */
const MOST = 50;

/** Tells whether a page can be asked for once more in another language, without the loss of anything but what was typed. */
export function canChangeLanguage(
  page: PageName,
  { method, query }: { method: string; query: URLSearchParams },
): boolean {
  return method !== 'POST' && !SHOWN_ONCE.includes(page) && query.size <= MOST;
}

/**
 * Returns the form by which a page is asked for in another language. It goes to the page's own address. The choice counts
 * when the button is pressed, and not when an option is chosen, because arrow keys choose too:
 * https://www.w3.org/TR/WCAG22/#on-input
 */
export function languageChoice({ texts, languages, language, query }: LanguageChoice): Markup {
  const others = [...query].filter(([name]) => name !== 'lang');
  return html`<nav aria-label="${texts.language}"><form method="get" class="language">
${others.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label class="unseen" for="lang">${texts.language}</label>
<select id="lang" name="lang" autocomplete="off">${inOrder(languages).map(([tag, name]) => html`<option value="${tag}" lang="${tag}"${tag === language ? html` selected` : ''}>${name}</option>`)}</select>
<button>${texts.changeLanguage}</button>
</form></nav>`;
}

/** What the form needs beside the style of all forms. Its button is quieter than that of the page. */
export const LANGUAGE_CHOICE_STYLE = `
:where(.language){display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:center;justify-content:center;margin:0}
:where(.language select,.language button){inline-size:auto;max-inline-size:100%;min-block-size:2.25rem;padding:.25rem .625rem;font-size:.875rem}
:where(.language button){font-weight:500;color:inherit;background:none;border-color:currentcolor}
`;

const byName = new Intl.Collator('en');

/** Returns languages with their own names, in an order that does not depend on the language of the page. */
function inOrder(languages: readonly string[]): readonly (readonly [tag: string, name: string])[] {
  return languages
    .map((tag) => [tag, nameOfLanguage(tag)] as const)
    .sort(([, one], [, other]) => byName.compare(one, other));
}
