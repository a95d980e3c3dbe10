import { isPlainText, isReplacement } from '#core/languages/replacement.ts';
import { ENGLISH, type TextName, type Texts } from '#core/languages/texts.ts';
import { isPageName, type PageName } from './page-names.ts';
import { group, isObject, type Leaf, type Node, oneOf } from './settings-shape.ts';
import type { BrandingStyle } from './style.ts';

/*
 * The settings of a branding style that Cognito does not have. They stand in the member `ownpool` of the document, which
 * Cognito refuses, so that no client of Cognito comes upon it (docs/hosted.md).
 */

/** A text in several languages, which are tags of BCP 47. `default` is for all others. */
type Localised = Readonly<Record<string, string>>;

/** A link in the foot of pages. */
type HelpLink = {
  readonly text: Localised;
  /** An https or a mailto URL. */
  readonly url: string;
  /** The pages that have the link; without it all have. */
  readonly pages?: readonly PageName[];
};

export type OwnSettings = {
  /** What people know the app as. */
  readonly appName?: Localised;
  /** By language or `default`: texts in place of those of the catalogues. A key is `<text>`, or `<page>.<text>` for one page. */
  readonly texts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly helpLinks?: readonly HelpLink[];
  readonly terms?: {
    /** REQUIRED: nobody signs up on the pages without accepting the terms documents of the client. */
    readonly acceptance?: 'NONE' | 'REQUIRED';
    /** The custom attribute that gets the time of the acceptance. */
    readonly attribute?: string;
  };
};

const DEFAULT = 'default';
const MOST_LINKS = 5;
const LONGEST_LINK_TEXT = 100;
const LONGEST_APP_NAME = 100;
const LONGEST_URL = 1_024;
const LONGEST_ATTRIBUTE = 'custom:'.length + 20;

/** The largest `ownpool` in UTF-16 units of its JSON. A style is read for its pages, and many are kept in memory. */
export const MOST_OWN = 64 * 1024;

/** The texts that people meet elsewhere: in the errors of the API, and in messages, which the pool has templates for. */
const KEPT = /^(?:message|problem)\./;

const isReplaceable = (name: string): boolean => Object.hasOwn(ENGLISH, name) && !KEPT.test(name);

const leaf = (accepts: Leaf['accepts']): Leaf => ({ fallback: undefined, accepts });
/** Makes the shape of an object with a member for each language. */
const inLanguages = (node: Node) => group({}, (name) => (isLanguage(name) ? node : undefined));

/** The shape of the member `ownpool`. */
export const OWN_SETTINGS = group({
  appName: inLanguages(leaf((value) => isPlainText(value, LONGEST_APP_NAME))),
  texts: inLanguages(
    group({}, (key) => {
      const { name } = placeOf(key);
      return isReplaceable(name) ? leaf((value) => isReplacement(name, value)) : undefined;
    }),
  ),
  helpLinks: leaf((value) => Array.isArray(value) && value.length <= MOST_LINKS && value.every(isHelpLink)),
  terms: group({
    acceptance: oneOf('NONE', 'REQUIRED'),
    attribute: leaf(
      (value) => isPlainText(value, LONGEST_ATTRIBUTE) && value.startsWith('custom:') && value !== 'custom:',
    ),
  }),
});

/** Tells whether a name is `default`, or a language in its usual spelling, such as `de` or `pt-BR`. */
function isLanguage(name: string): boolean {
  if (name === DEFAULT) return true;
  try {
    return name.length <= 35 && Intl.getCanonicalLocales(name)[0] === name;
  } catch {
    return false;
  }
}

function isHelpLink(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { text, url, pages = undefined, ...others } = value;
  if (Object.keys(others).length > 0 || !isObject(text) || !Object.hasOwn(text, DEFAULT)) return false;
  const texts = Object.entries(text);
  if (!texts.every(([name, one]) => isLanguage(name) && isPlainText(one, LONGEST_LINK_TEXT))) return false;
  const isForPages = !Object.hasOwn(value, 'pages') || (Array.isArray(pages) && pages.length > 0);
  return isHelpUrl(url) && isForPages && (!Array.isArray(pages) || pages.every(isPageName));
}

/** A browser leaves out blanks and control characters of a URL, which could hide its scheme. */
function isHelpUrl(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > LONGEST_URL || !/^[\x21-\x7e]+$/.test(value)) return false;
  return /^(?:https:\/\/|mailto:)[^/]/i.test(value) && URL.canParse(value);
}

/** Returns the page and the text that a key in `texts` names. */
function placeOf(key: string): { readonly page?: PageName; readonly name: string } {
  const [page, ...rest] = key.split('.');
  return rest.length > 0 && isPageName(page) ? { page, name: rest.join('.') } : { name: key };
}

/** Returns our settings of a style. They were checked when they were written. */
export function ownSettings(style: Pick<BrandingStyle, 'settings'> | undefined): OwnSettings {
  return (style?.settings?.ownpool ?? {}) as OwnSettings;
}

/** Returns a text in a language, or in none in particular. */
export function localised(texts: Localised, language: string): string | undefined {
  return texts[language] ?? texts[DEFAULT];
}

/** Returns the texts for all pages of the client, or for one page. Those in the language come before those of `default`. */
export function withOwnTexts(texts: Texts, { texts: own }: OwnSettings, language: string, page?: PageName): Texts {
  if (!own) return texts;
  const replaced: Partial<Record<TextName, string>> = {};
  for (const given of [own[DEFAULT], own[language]]) {
    const entries = Object.entries(given ?? {}).map(([key, text]) => ({ ...placeOf(key), text }));
    for (const { name, text } of entries.filter((one) => one.page === undefined)) replaced[name as TextName] = text;
    for (const { name, text } of entries.filter((one) => one.page === page && page)) replaced[name as TextName] = text;
  }
  return { ...texts, ...replaced };
}

/** Returns the help links of a page in a language. */
export function helpLinksOf(
  { helpLinks = [] }: OwnSettings,
  language: string,
  page: PageName,
): readonly { readonly text: string; readonly url: string }[] {
  const own = helpLinks.filter(({ pages }) => pages === undefined || pages.includes(page));
  return own.map(({ text, url }) => ({ text: localised(text, language) ?? url, url }));
}
