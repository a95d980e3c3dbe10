import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import { compatibilityTable } from './compatibility.ts';

const built = new Set(BUILT.map(({ name }) => name));
const all = Object.keys(OPERATIONS).sort();

if (process.argv.includes('--markdown')) console.log(compatibilityTable());
else {
  console.log(`${built.size} / ${all.length} operations are implemented:\n`);
  for (const name of all) if (built.has(name)) console.log(`  ${name}`);
  console.log('\nMissing (they answer UnsupportedOperationException):\n');
  for (const name of all) if (!built.has(name)) console.log(`  ${name}`);
}
