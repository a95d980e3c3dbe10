/** The language of which every text is there. */
export const ENGLISH_CODE = 'en';

/** The names of languages in the links of terms documents. */
const TERMS_NAMES: Readonly<Record<string, string>> = {
  de: 'cognito:german',
  en: 'cognito:english',
  es: 'cognito:spanish',
  fr: 'cognito:french',
  id: 'cognito:bahasa-indonesia',
  it: 'cognito:italian',
  ja: 'cognito:japanese',
  ko: 'cognito:korean',
  nl: 'cognito:dutch',
  'pt-BR': 'cognito:portuguese-brazil',
  'zh-CN': 'cognito:chinese-simplified',
  'zh-TW': 'cognito:chinese-traditional',
};

/**
 * Returns the name that a language has in the links of terms documents, if it has one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateTerms.html
 */
export function termsName(language: string): string | undefined {
  return TERMS_NAMES[language];
}

/** The scripts that are written from right to left and in use today (ISO 15924). */
const RIGHT_TO_LEFT: readonly string[] = ['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa'];

/** Returns the direction in which a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(writtenForm(language).script ?? '') ? 'rtl' : 'ltr';
}

/** The names of languages in themselves where Unicode's is the name of a country, or names one. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  id: 'Bahasa Indonesia',
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
};

/** Returns the name of a language in the language itself, as it begins a line. */
export function nameOfLanguage(language: string): string {
  const own = OWN_NAMES[language];
  if (own !== undefined) return own;
  const name = new Intl.DisplayNames(language, { type: 'language', languageDisplay: 'standard' }).of(language);
  return name === undefined ? language : name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/**
 * Returns the one of `languages` that serves somebody who asks for a language, such as `pt-BR` for `pt` and for `pt-PT`,
 * and `zh-TW` for `zh-Hant-HK`. Both are tags of BCP 47. A text that is no tag leads to none.
 */
export function matchingLanguage(asked: string, languages: readonly string[]): string | undefined {
  const wanted = localeOf(asked);
  if (!wanted) return undefined;
  const exact = languages.find((one) => one.toLowerCase() === asked.toLowerCase());
  if (exact !== undefined) return exact;
  return languages.find((one) => isLike(wanted, one, true)) ?? languages.find((one) => isLike(wanted, one, false));
}

/** Tells whether a language is written like the wanted one. Of the written forms of Chinese, people read but one. */
function isLike(wanted: Intl.Locale, language: string, isSameScript: boolean): boolean {
  const other = writtenForm(language);
  if (other.language !== wanted.language) return false;
  return !isSameScript || other.script === wanted.maximize().script;
}

type WrittenForm = { readonly language: string; readonly script: string | undefined };

/** The languages that there are catalogues for. To make a locale of a tag takes long, and requests ask for many tags. */
const writtenForms = new Map<string, WrittenForm>();

/** Returns the language and the script of a language that there is a catalogue for. */
function writtenForm(tag: string): WrittenForm {
  const known = writtenForms.get(tag);
  if (known) return known;
  const locale = new Intl.Locale(tag);
  const form = { language: locale.language, script: locale.maximize().script };
  writtenForms.set(tag, form);
  return form;
}

function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}
