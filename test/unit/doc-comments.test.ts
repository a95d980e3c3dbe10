import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const REFERENCE = 'https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/';

type Source = { readonly file: string; readonly text: string };

/** The TypeScript files below a folder, with their paths relative to it. */
function sourcesOf(folder: string): readonly Source[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const files = entries.filter((path) => path.endsWith('.ts')).sort();
  return files.map((file) => ({ file, text: readFileSync(join(ROOT, folder, file), 'utf8') }));
}

/** The doc comment that ends right before an offset of the text, or undefined. */
function commentBefore(text: string, offset: number): string | undefined {
  const before = text.slice(0, offset);
  return before.endsWith('*/\n') ? before.slice(before.lastIndexOf('/**')) : undefined;
}

describe('doc comments', () => {
  it('link the page of each operation in the API reference', () => {
    const operations = sourcesOf('functions').flatMap(({ file, text }) => {
      const definition = /^export const \w+ = defineOperation\('(\w+)'/m.exec(text);
      return definition ? [{ file, name: definition[1]!, comment: commentBefore(text, definition.index) ?? '' }] : [];
    });
    const wrong = operations.filter(({ name, comment }) => {
      const pages = [...comment.matchAll(/https:\/\/[^\s*]+/g)].map(([url]) => url);
      return pages.length !== 1 || pages[0] !== `${REFERENCE}API_${name}.html`;
    });
    expect(wrong.map(({ file }) => file)).toStrictEqual([]);
    expect(operations.length).toBeGreaterThanOrEqual(43);
  });

  it('precede every exported function of shared/', () => {
    const functions = sourcesOf('shared').flatMap(({ file, text }) => {
      const declared = /^export (?:async )?function (\w+)/gm;
      // An arrow function begins with its parameters or its type parameters, perhaps on the next line.
      const arrows = /^export const (\w+)(?:: [^=\n]+)? =\s+(?:async )?(?:[<(]|\w+ =>)/gm;
      return [...text.matchAll(declared), ...text.matchAll(arrows)].map(({ 1: name, index }) => ({
        name: `${file} ${name}`,
        comment: commentBefore(text, index),
      }));
    });
    const bare = functions.filter(({ comment }) => comment === undefined).map(({ name }) => name);
    expect(bare).toStrictEqual([]);
    expect(functions.length).toBeGreaterThan(300);
  });
});
