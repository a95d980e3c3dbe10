import { describe, expect, it } from 'vitest';
import { OMITTED, SETTING_NAMES } from '#core/pools/omitted.ts';
import { poolSettings } from '#protocol/schema/pool-settings.ts';

describe('the table of what an update omits', () => {
  it('has a row for every member of the request', () => {
    const members = SETTING_NAMES.flatMap((name) => OMITTED[name].members);
    const top = new Set(members.map((member) => member.split('.')[0]!));
    expect([...top].sort()).toEqual(Object.keys(poolSettings).sort());
    const policies = Object.keys(poolSettings.Policies.members).map((name) => `Policies.${name}`);
    expect(members.filter((member) => member.startsWith('Policies'))).toEqual(policies);
  });

  it('does what AWS does where that is known', () => {
    for (const name of SETTING_NAMES) {
      const { aws, omitted, source } = OMITTED[name];
      expect([omitted, 'unknown']).toContain(aws);
      expect(source).not.toBe('');
    }
  });
});
