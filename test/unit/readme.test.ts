import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compatibilityTable } from '#infra/cli/compatibility.ts';

describe('README', () => {
  it('has the compatibility table of the code (npm run operations -- --markdown)', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(compatibilityTable());
  });
});
