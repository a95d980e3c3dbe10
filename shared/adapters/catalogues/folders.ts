import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGLISH, type Texts } from '#core/languages/texts.ts';
import type { Catalogues } from '#ports/catalogues.ts';

/** Where the catalogues of the service are, when it runs from its sources. */
export const BUILT_IN = fileURLToPath(new URL('../../catalogues/', import.meta.url));

const EXTENSION = '.json';

/**
 * Returns the catalogues in folders, a file `<language>.json` each. The texts of a later folder take the place of those of
 * an earlier one. A file is read when its language is first asked for. Throws when a folder cannot be read.
 */
export function catalogueFolders(...folders: readonly string[]): Catalogues {
  const files = new Map<string, string[]>();
  for (const folder of folders) {
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith(EXTENSION))
      .sort()) {
      const language = file.slice(0, -EXTENSION.length);
      files.set(language, [...(files.get(language) ?? []), join(folder, file)]);
    }
  }
  const known = new Map<string, Promise<Texts>>();
  const read = async (language: string): Promise<Texts> => {
    const parts = await Promise.all((files.get(language) ?? []).map((path) => readFile(path, 'utf8')));
    return Object.assign({}, ENGLISH, ...parts.map((part) => JSON.parse(part) as Partial<Texts>));
  };
  return {
    languages: [...files.keys()],
    texts(language) {
      const texts = known.get(language) ?? read(language);
      known.set(language, texts);
      return texts;
    },
  };
}
