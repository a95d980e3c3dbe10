import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOCS = join(import.meta.dirname, '../../docs');
const TEXT = readFileSync(join(DOCS, 'oidc-conformance.md'), 'utf8');

/** The files that the document calls by these names. */
const FILES = new Map(
  [...TEXT.matchAll(/^\[([\w-]+)\]: (\S+)$/gm)].map(([, name, path]) => [name!, join(DOCS, path!)]),
);
/** The tests of a text: title, and name of the file. */
const testsIn = (text: string) =>
  [...text.matchAll(/\[([^\][]+)\]\[([\w-]+)\]/g)].map(([, title, name]) => [title!, name!]);
/** What stands in the last column of each row. */
const ROWS = [...TEXT.matchAll(/^\|.*\| (.+) \|$/gm)]
  .map(([, last]) => last!)
  .filter((last) => !last.startsWith('test, or '));

/** Whether a file has a test of this title, or a row of a table of tests. */
function isTested(title: string, name: string): boolean {
  const path = FILES.get(name) ?? '';
  if (!existsSync(path)) return false;
  const source = readFileSync(path, 'utf8');
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
}

describe('docs/oidc-conformance.md', () => {
  it('names tests that exist', () => {
    expect(testsIn(TEXT).filter(([title, name]) => !isTested(title!, name!))).toEqual([]);
  });

  it('has a test or a reason in every row', () => {
    const isReasoned = (row: string) => /^\*\*Differs:\*\* .{20}|^see RFC|^not taken/.test(row);
    expect(ROWS.filter((row) => testsIn(row).length === 0 && !isReasoned(row))).toEqual([]);
    expect(ROWS.length).toBeGreaterThan(100);
  });

  it('names every file that it has a name for', () => {
    const named = new Set(testsIn(TEXT).map(([, name]) => name));
    expect([...FILES.keys()].filter((name) => !named.has(name))).toEqual([]);
  });
});
