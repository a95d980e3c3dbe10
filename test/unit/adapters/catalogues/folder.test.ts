import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogueFolder } from '#adapters/catalogues/folder.ts';
import { ENGLISH } from '#core/languages/texts.ts';

const folder = mkdtempSync(join(tmpdir(), 'ownpool-catalogues-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (language: string, content: string) => writeFileSync(join(folder, `${language}.json`), content);
write('en', JSON.stringify(ENGLISH));
write('de', '{"signIn":"Anmelden","go":"Weiter"}');

describe('the catalogues of a folder', () => {
  it('have the own text first, then that of the service, then English', async () => {
    const { languages, texts } = catalogueFolder(folder, { de: { signIn: 'Einloggen' }, en: { go: 'Go on' }, eo: {} });
    expect(languages).toEqual(['de', 'en', 'eo']);
    const german = await texts('de');
    expect([german.signIn, german.go, german.password]).toEqual(['Einloggen', 'Weiter', ENGLISH.password]);
    expect((await texts('en')).go).toBe('Go on');
    expect(await texts('eo')).toEqual(ENGLISH);
  });

  it('are read once, and again after a failure', async () => {
    write('fr', '{');
    const { texts } = catalogueFolder(folder);
    await expect(texts('fr')).rejects.toThrow(SyntaxError);
    write('fr', '{"signIn":"Se connecter"}');
    const french = await texts('fr');
    expect(french.signIn).toBe('Se connecter');
    expect(await texts('fr')).toBe(french);
  });

  it('need a folder', () => {
    expect(() => catalogueFolder(join(folder, 'missing'))).toThrow('ENOENT');
  });
});
