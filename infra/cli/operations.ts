import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import { compatibilitySummary, compatibilityTables } from './compatibility.ts';

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
if (process.argv.includes('--summary')) console.log(compatibilitySummary());
else console.log(process.argv.includes('--markdown') ? compatibilityTables() : list);
