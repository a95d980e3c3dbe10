import { describe, expect, test } from 'vitest';
import { cdkSynth, SLOW, templates, workDirectory } from './cdk-synth.ts';

const work = workDirectory();

describe('cdk synth', () => {
  test(
    'with what can be chosen takes the table and the key of an earlier stack, looks neither of them up, and warns of nothing when somebody is told of the alarms',
    async () => {
      const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/mrk-0123';
      const chosen = {
        alarmEmail: 'ops@example.com',
        waf: 'false',
        canary: 'true',
        quietMinutes: '60',
        smsBudget: '20',
        restoredTable: 'ownpool-restored',
        keyArn,
        allowForeignIssuers: 'true',
      };
      const { warnings, files: made } = await cdkSynth(work(), 'chosen', chosen);
      expect(warnings).toEqual([]);
      expect(templates(made)).toEqual(['/Ownpool.template.json']);
      const template = JSON.parse(Buffer.from(made['/Ownpool.template.json']!, 'base64').toString());
      expect([template.Outputs.OwnpoolTable.Value, template.Outputs.OwnpoolKey.Value]).toEqual([
        'ownpool-restored',
        keyArn,
      ]);
    },
    SLOW,
  );

  test(
    'makes a second stack for the edge outside us-east-1',
    async () => {
      const { warnings, files: made } = await cdkSynth(work(), 'europe', { region: 'eu-west-1', canary: 'true' });
      expect(templates(made)).toEqual(['/Ownpool-edge-eu-west-1.template.json', '/Ownpool.template.json']);
      expect(warnings).toHaveLength(2);
    },
    SLOW,
  );
});
