import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '#adapters/catalogues/folder.ts';
import { ownCatalogues } from '#adapters/catalogues/own.ts';
import { ENGLISH, partsOf } from '#core/languages/texts.ts';
import { CHARACTERS } from '#core/password/policy.ts';
import { LINK_PLACEHOLDER } from '#core/pools/message-forms.ts';
import { isStandardAttribute } from '#core/pools/schema.ts';

const ROOT = join(import.meta.dirname, '../..');

const { texts: CATALOGUES, problems } = ownCatalogues(BUILT_IN);
const NAMES = Object.keys(ENGLISH);
const TRANSLATED = Object.entries(CATALOGUES).filter(([language]) => language !== 'en');

/** The texts that are the same in a language as in English. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  de: ['code', 'optionalField', 'attribute.name', 'attribute.website'],
  fr: ['code'],
  it: ['password'],
  nl: ['code', 'attribute.website'],
};

/** The places of Cognito's in a text, each once: those of a code, of a user name and of a link. */
const placesOf = (text: string) =>
  [
    text.includes('{####}'),
    LINK_PLACEHOLDER.test(text),
    ...new Set(partsOf(text).filter((_, index) => index % 2 === 1)),
  ].sort();

/** The sources that show texts, but for what checks them. */
const SOURCES = ['shared', 'functions'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('check-catalogue.ts'))
    .map((path) => readFileSync(join(ROOT, folder, path), 'utf8')),
);

/** Comments, which may have quotation marks, and the texts between quotation marks. */
const TOKEN = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const LITERALS = SOURCES.flatMap((source) => source.match(TOKEN) ?? [])
  .filter((token) => !token.startsWith('/'))
  .map((token) => token.slice(1, -1).replaceAll("\\'", "'"));

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The texts of the sources as patterns, in which every value of a template stands for any text. */
const GIVEN = LITERALS.flatMap((literal) => {
  const fixed = literal.split(/\$\{[^}]*\}/);
  return fixed.join('').length < 12 ? [] : [new RegExp(`^${fixed.map(escaped).join('.*')}$`)];
});

/** Tells whether the sources use a text by its name. */
function isUsed(name: string): boolean {
  const [, attribute] = /^attribute\.(.*)$/.exec(name) ?? [];
  if (attribute) return isStandardAttribute(attribute);
  const [, rule] = /^rule\.(.*)$/.exec(name) ?? [];
  if (rule) return rule === 'length' || Object.hasOwn(CHARACTERS, rule);
  return LITERALS.includes(name) || SOURCES.some((source) => new RegExp(`\\btexts\\.${escaped(name)}\\b`).test(source));
}

/** Tells whether the service gives a problem this text: as a whole, or its parts around the places. */
function isGiven(name: string, text: string): boolean {
  const whole = partsOf(text)
    .map((part, index) => (index % 2 === 0 ? part : 'x'))
    .join('');
  const parts = partsOf(text).filter((part, index) => index % 2 === 0 && /\w{3}/.test(part));
  return (
    LITERALS.includes(name) ||
    GIVEN.some((pattern) => pattern.test(whole)) ||
    parts.every((part) => GIVEN.some((pattern) => pattern.test(part.replace(/^: /, ''))))
  );
}

describe('the catalogues of the service', () => {
  it('are those of sixteen languages', () => {
    expect(Object.keys(CATALOGUES).sort()).toEqual(
      'ar de en es fr hi id it ja ko nl pl pt-BR tr zh-CN zh-TW'.split(' '),
    );
  });

  it('pass the check that those of an operator pass', () => expect(problems).toEqual([]));

  it.each(TRANSLATED)('have in %s the texts of the English one, in the same order', (_, texts) => {
    expect(Object.keys(texts)).toEqual(NAMES);
  });

  it.each(TRANSLATED)('have in %s no text that is still English', (language, texts) => {
    const same = NAMES.filter((name) => {
      const english = ENGLISH[name as keyof typeof ENGLISH];
      return texts[name as keyof typeof ENGLISH] === english && /\p{L}/u.test(english.replace(/\{\w+\}/g, ''));
    });
    expect(same).toEqual(SAME[language] ?? []);
  });

  it.each(TRANSLATED)('have in %s the places of the English one, but for problems', (_, texts) => {
    for (const [name, english] of Object.entries(ENGLISH)) {
      if (name.startsWith('problem.')) continue;
      expect([name, placesOf(texts[name as keyof typeof ENGLISH] ?? '')]).toEqual([name, placesOf(english)]);
    }
  });
});

describe('the English catalogue', () => {
  it('has no text that nothing shows', () => {
    const shown = NAMES.filter((name) => !name.startsWith('problem.'));
    expect(shown.filter((name) => !isUsed(name))).toEqual([]);
    expect(isUsed('nobody')).toBe(false);
  });

  it('has the problems in the words that the service gives them', () => {
    const told = Object.entries(ENGLISH).filter(([name]) => name.startsWith('problem.'));
    expect(told.filter(([name, text]) => !isGiven(name, text)).map(([name]) => name)).toEqual([]);
    expect(isGiven('problem.nobody', 'Incorrect user name or password.')).toBe(false);
    expect(isGiven('problem.nobody', '{doing}: Password too short')).toBe(false);
  });
});
