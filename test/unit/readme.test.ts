import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compatibilitySummary, compatibilityTables } from '#infra/cli/compatibility.ts';
import { updatesTable } from '#infra/cli/updates.ts';
import { readMeasured } from '#infra/cost/measured.ts';
import { readPrices } from '#infra/cost/prices.ts';
import { markdownTable } from '#infra/cost/report.ts';
import rows from '../../bench/bundles.json' with { type: 'json' };
import { bundleTable } from '../../bench/bundles.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (document: string) => readFileSync(join(ROOT, document), 'utf8');

it.each([
  ['README.md', 'npm run operations -- --summary', compatibilitySummary],
  ['docs/compatibility.md', 'npm run operations -- --markdown', compatibilityTables],
  ['docs/updates.md', 'npm run operations -- --updates', updatesTable],
  ['docs/costs.md', 'npm run cost -- --markdown', () => markdownTable(readMeasured(), readPrices('us-east-1').prices!)],
  ['docs/benchmarks.md', 'npm run bundles', () => bundleTable(rows)],
])('%s has the table that the code makes (%s)', (document, command, table) => {
  expect(read(document)).toContain(`<!-- ${command} -->\n${table()}\n`);
});

it('README stays short', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(150);
});

describe('the links of', () => {
  const inDocs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const documents = ['README.md', ...inDocs.map((name) => `docs/${name}`), 'bench/README.md'];

  /** The anchors of a document's headings, as GitHub makes them. */
  function anchors(document: string): readonly string[] {
    return [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
  }

  it.each(documents)('%s lead somewhere', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, path, anchor]) => {
      const target = path ? join(dirname(document), path) : document;
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchors(target).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});
