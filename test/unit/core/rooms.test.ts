import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const rows = readFileSync(join(ROOT, 'docs/core.md'), 'utf8').matchAll(/^\| ([a-z0-9-]+) \| /gm);
const ROOMS = [...rows].map(([, name]) => name!).filter((name) => name !== 'room');

/** What a file of shared/core imports of it, types too, relative to it. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, 'shared/core', file), 'utf8');
  return [...text.matchAll(/from '(#core\/|\.{1,2}\/)([^']+)'/g)].map(([, from, path]) =>
    from === '#core/' ? path! : normalize(join(dirname(file), from!, path!)),
  );
}

const roomOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined);

describe('the rooms of shared/core', () => {
  const entries = readdirSync(join(ROOT, 'shared/core'), { recursive: true, encoding: 'utf8' });
  const files = entries.filter((path) => path.endsWith('.ts'));

  it('are those of docs/core.md', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => room !== undefined).sort()).toStrictEqual(ROOMS.toSorted());
  });

  it('import only rooms above them in its table', () => {
    const wrong = files.flatMap((file) => {
      const own = ROOMS.indexOf(roomOf(file) ?? '');
      const below = importsOf(file).filter((path) => ROOMS.indexOf(roomOf(path) ?? '') > own);
      return own < 0 ? [] : below.map((path) => `${file} imports ${path}`);
    });
    expect(wrong).toStrictEqual([]);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(100);
  });

  it('are imported by files outside them for their types only', () => {
    const outside = files.filter((file) => roomOf(file) === undefined);
    const values = outside.flatMap((file) => {
      const text = readFileSync(join(ROOT, 'shared/core', file), 'utf8');
      return [...text.matchAll(/^import (?!type ).*from '#core\/[a-z0-9-]+\/.*$/gm)].map(
        ([line]) => `${file}: ${line}`,
      );
    });
    expect(values).toStrictEqual([]);
  });
});
