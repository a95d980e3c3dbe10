import { writeFile } from 'node:fs/promises';
import { MEASURED_FILE } from '#infra/cost/measured.ts';
import { measure } from './measure.ts';

await writeFile(MEASURED_FILE, `${JSON.stringify(await measure(), undefined, 2)}\n`);
console.log(
  'infra/cost/measured.json is written. Update README and docs/scale.md: npm run cost -- --markdown, --scale.',
);
