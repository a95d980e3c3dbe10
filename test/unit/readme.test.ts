import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compatibilityTable } from '#infra/cli/compatibility.ts';
import { readMeasured } from '#infra/cost/measured.ts';
import { readPrices } from '#infra/cost/prices.ts';
import { markdownTable } from '#infra/cost/report.ts';
import rows from '../../bench/bundles.json' with { type: 'json' };
import { bundleTable } from '../../bench/bundles.ts';

it.each([
  ['compatibility', 'npm run operations -- --markdown', compatibilityTable],
  ['costs', 'npm run cost -- --markdown', () => markdownTable(readMeasured(), readPrices('us-east-1').prices!)],
  ['bundles', 'npm run bundles', () => bundleTable(rows)],
])('README has the table of %s as the code makes it (%s)', async (_name, command, table) => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`<!-- ${command} -->\n${table()}\n`);
});
