import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGLISH, type Texts } from '#core/languages/texts.ts';
import type { Catalogues, OwnTexts } from '#ports/catalogues.ts';

/** Where the catalogues of the service are, when it runs from its sources. */
export const BUILT_IN = fileURLToPath(new URL('../../catalogues/', import.meta.url));

/** What a file of a catalogue has behind the language in its name. */
export const EXTENSION = '.json';

/**
 * Returns the catalogues in a folder, a file `<language>.json` each, and in place of their texts those of the operator. A
 * file is read when its language is first asked for, and once more if that fails. Throws when the folder cannot be read.
 */
export function catalogueFolder(folder: string, own: OwnTexts = {}): Catalogues {
  const files = languagesIn(folder);
  const read = async (language: string): Promise<Texts> => {
    const file = files.includes(language) ? await readFile(join(folder, language + EXTENSION), 'utf8') : '{}';
    return { ...ENGLISH, ...(JSON.parse(file) as Partial<Texts>), ...own[language] };
  };
  const known = new Map<string, Promise<Texts>>();
  return {
    languages: [...new Set([...files, ...Object.keys(own)])].sort(),
    texts(language) {
      const texts = known.get(language) ?? read(language);
      known.set(language, texts);
      // The process may have had too many files open, which is over some time.
      texts.catch(() => known.delete(language));
      return texts;
    },
  };
}

/** Returns the languages that have a file in a folder. Throws when the folder cannot be read. */
export function languagesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}
