import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MADE } from '#infra/cache.ts';
import { cdkSynth, SLOW, templates, workDirectory } from './cdk-synth.ts';

const work = workDirectory();

describe('cdk synth', () => {
  test(
    'without credentials, network and Docker gives the same output twice',
    async () => {
      const first = await cdkSynth(work(), 'first');
      // Else the second one would take what the first one has made.
      rmSync(MADE, { recursive: true, force: true });
      const second = await cdkSynth(work(), 'second');
      expect(first.stdout).toContain('OwnpoolEndpoint');
      expect(second.stdout).toBe(first.stdout);
      expect(Object.keys(second.files)).toEqual(Object.keys(first.files));
      for (const [path, content] of Object.entries(first.files))
        expect(second.files[path] === content, path).toBe(true);
      expect(templates(first.files)).toEqual(['/Ownpool.template.json']);
      expect(first.warnings).toEqual([
        'WARNING Nobody gets the alarms of the stack Ownpool: set alarmEmail. (Annotation)',
      ]);
    },
    SLOW,
  );
});
