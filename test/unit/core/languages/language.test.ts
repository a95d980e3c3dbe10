import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { directionOf, matchingLanguage } from '#core/languages/language.ts';

const LANGUAGES = ['ar', 'de', 'en', 'pt-BR', 'zh-CN', 'zh-TW'];

describe('matchingLanguage', () => {
  it.each([
    ['the language itself', 'de', 'de'],
    ['another case', 'PT-br', 'pt-BR'],
    ['the language of a region', 'de-AT', 'de'],
    ['a POSIX name', 'de_CH', 'de'],
    ['another region of the language', 'pt-PT', 'pt-BR'],
    ['the language of any region', 'pt', 'pt-BR'],
    ['Chinese in the traditional script', 'zh-HK', 'zh-TW'],
    ['Chinese that names its script', 'zh-Hant-SG', 'zh-TW'],
    ['Chinese', 'zh', 'zh-CN'],
    ['Chinese of Singapore', 'zh-SG', 'zh-CN'],
    ['a tag with an extension', 'de-u-co-phonebk', 'de'],
  ])('finds %s', (_, asked, found) => expect(matchingLanguage(asked, LANGUAGES)).toBe(found));

  it.each(['', 'da', 'x', '*', 'de;q=1', '../de', 'de'.repeat(1000), '\0'])('finds nothing for %o', (asked) =>
    expect(matchingLanguage(asked, LANGUAGES)).toBeUndefined(),
  );

  it('looks at no catalogue twice, however many languages a request asks for', () => {
    matchingLanguage('xx', LANGUAGES);
    const made = vi.spyOn(Intl, 'Locale');
    onTestFinished(() => made.mockRestore());
    for (let time = 0; time < 40; time++) expect(matchingLanguage('qaa-Latn-US', LANGUAGES)).toBeUndefined();
    expect(made).toHaveBeenCalledTimes(40);
  });

  it('prefers the same script', () => {
    expect(matchingLanguage('sr-RS', ['sr-Latn', 'sr'])).toBe('sr');
    expect(matchingLanguage('sr-ME', ['sr-Latn', 'sr'])).toBe('sr-Latn');
    expect(matchingLanguage('sr', ['sr-Latn'])).toBe('sr-Latn');
  });
});

describe('directionOf', () => {
  it.each(['ar', 'ar-EG', 'he', 'fa-AF', 'ur', 'yi', 'dv', 'ks', 'nqo', 'az-Arab', 'pa-PK'])(
    '%s is written from right to left',
    (language) => expect(directionOf(language)).toBe('rtl'),
  );
  it.each(['de', 'en', 'az', 'zh-TW', 'hi', 'ar-Latn', 'pa', 'und'])('%s is written from left to right', (language) =>
    expect(directionOf(language)).toBe('ltr'),
  );
});
