import { expect, it } from 'vitest';
import { nameOfLanguage } from '#core/languages/language.ts';

it.each([
  ['de', 'Deutsch'],
  ['fr', 'Français'],
  ['pl', 'Polski'],
  ['tr', 'Türkçe'],
  ['id', 'Bahasa Indonesia'],
  ['pt-BR', 'Português (Brasil)'],
  ['zh-CN', '简体中文'],
  ['zh-TW', '繁體中文'],
  ['ar', 'العربية'],
  ['ja', '日本語'],
  // A language that a deployment has added, and one that Unicode has no name for.
  ['cs', 'Čeština'],
  ['xx', 'Xx'],
])('the language %s calls itself %s', (language, name) => {
  expect(nameOfLanguage(language)).toBe(name);
});
