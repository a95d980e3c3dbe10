import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ownCatalogues } from '#adapters/catalogues/own.ts';
import { readCatalogues } from '#runtime/catalogues.ts';
import { ConfigError } from '#runtime/settings.ts';

const root = mkdtempSync(join(tmpdir(), 'ownpool-catalogues-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;

/** A folder with these files, each a text, or what becomes JSON. */
function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, name), isRaw ? content : JSON.stringify(content));
  }
  return folder;
}

describe("an operator's catalogues", () => {
  it('are read by language, and other files are ignored', () => {
    const folder = folderOf({
      'de.json': { signIn: 'Einloggen' },
      'pt-BR.json': '\ufeff{"signIn":"Entrar"}',
      'README.md': 'x',
    });
    const texts = { de: { signIn: 'Einloggen' }, 'pt-BR': { signIn: 'Entrar' } };
    expect(ownCatalogues(folder)).toEqual({ texts, problems: [] });
    expect(readCatalogues(folder)).toEqual(texts);
    expect(readCatalogues(undefined)).toEqual({});
  });

  it('are all checked, and the error names every file and text', () => {
    const folder = folderOf({
      'de.json': { signIn: '', singIn: 'x' },
      'fr.json': '{',
      'it.json': { 'message.verification': 'x' },
    });
    expect(() => readCatalogues(folder)).toThrow(ConfigError);
    expect(() => readCatalogues(folder)).toThrow(
      [
        `OWNPOOL_CATALOGUES: ${folder}/de.json: "signIn" is empty: leave the name out to have the text of the service.`,
        `OWNPOOL_CATALOGUES: ${folder}/de.json: "singIn" is the name of no text: take the names from shared/catalogues/en.json.`,
        `OWNPOOL_CATALOGUES: ${folder}/fr.json: is not JSON in UTF-8.`,
        `OWNPOOL_CATALOGUES: ${folder}/it.json: "message.verification" lacks the place {####} of the English text.`,
      ].join('\n'),
    );
  });

  it.each([
    ['another form of the tag', 'pt_BR.json', {}, 'the name must be a language tag'],
    ['another case of the tag', 'PT-br.json', {}, 'the name must be a language tag'],
    ['no tag', 'german!.json', {}, 'the name must be a language tag'],
    ['a tag with an extension', 'de-u-co-phonebk.json', {}, 'the name must be a language tag'],
    ['another case of the extension', 'de.JSON', {}, 'the name must be a language tag'],
    ['too large a file', 'de.json', ' '.repeat(256 * 1024 + 1), 'has 262145 bytes, and may have 262144.'],
    ['other bytes than UTF-8', 'de.json', Buffer.from('{"signIn":"\xfc"}', 'latin1'), 'is not JSON in UTF-8.'],
    ['no object', 'de.json', '"signIn"', 'must be a JSON object of texts'],
    ['a list', 'de.json', [], 'must be a JSON object of texts'],
    ['null', 'de.json', 'null', 'must be a JSON object of texts'],
    ['the name of a prototype', 'de.json', '{"__proto__":{"signIn":"x"}}', '"__proto__" is the name of no text'],
    ['a name that all objects have', 'de.json', { constructor: 'x' }, '"constructor" is the name of no text'],
  ])('refuse %s', (_, name, content, problem) => {
    const folder = folderOf({ [name]: content });
    const { problems } = ownCatalogues(folder);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${join(folder, name)}: ${problem}`);
  });

  it('refuse a folder that is not there, is a file, or has nothing', () => {
    const missing = join(root, 'missing');
    const file = join(folderOf({ 'de.json': {} }), 'de.json');
    const empty = folderOf({});
    expect(ownCatalogues(missing).problems).toEqual([`${missing} cannot be read (ENOENT).`]);
    expect(ownCatalogues(file).problems).toEqual([`${file} cannot be read (ENOTDIR).`]);
    expect(ownCatalogues(empty).problems).toEqual([`${empty} has no file such as de.json.`]);
  });

  it('refuse a folder in place of a file', () => {
    const folder = folderOf({});
    mkdirSync(join(folder, 'de.json'));
    expect(ownCatalogues(folder).problems).toEqual([`${join(folder, 'de.json')}: is not a file.`]);
  });

  it('tell no more than twenty problems of a file', () => {
    const nonsense = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`name${index}`, 'x']));
    const { problems } = ownCatalogues(folderOf({ 'de.json': nonsense }));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatch(/de\.json: has 980 more problems\.$/);
  });
});
