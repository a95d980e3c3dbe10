import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import { compatibilitySummary, compatibilityTables } from './compatibility.ts';
import { updatesTable } from './updates.ts';

const built = new Set(BUILT.map(({ name }) => name));
const all = Object.keys(OPERATIONS).sort();

const lines = (names: readonly string[]) => names.map((name) => `  ${name}`).join('\n');
const list = [
  `${built.size} / ${all.length} operations are built:`,
  lines(all.filter((name) => built.has(name))),
  'Missing (they answer UnsupportedOperationException):',
  lines(all.filter((name) => !built.has(name))),
].join('\n\n');

// A reader such as head may close the pipe before everything is written.
process.stdout.on('error', () => {});
const asked = {
  '--summary': compatibilitySummary,
  '--markdown': compatibilityTables,
  '--updates': updatesTable,
};
const [, print] = Object.entries(asked).find(([option]) => process.argv.includes(option)) ?? [];
console.log(print?.() ?? list);
