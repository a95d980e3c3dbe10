import { describe, expect, it } from 'vitest';
import { type DcrConfiguration, dcrConfiguration, registeredFlows, registersOpenly } from '#core/pools/dcr.ts';

const flows = (given: Partial<DcrConfiguration> | undefined) => {
  const pool = { dcrConfiguration: given && dcrConfiguration(given) };
  return [registeredFlows(pool, 'open'), registeredFlows(pool, 'authenticated')];
};
const BOTH = ['code', 'client_credentials'];

describe('the registration of clients in a pool', () => {
  it('is on once its configuration is given, with a token only', () => {
    expect(dcrConfiguration({})).toEqual({ enableStatus: 'Enabled', openDcrEnabled: false });
    expect(flows({})).toEqual([[], BOTH]);
  });

  it.each([
    ['no configuration', undefined, [[], []]],
    ['Disabled, whatever else it says', { enableStatus: 'Disabled', openDcrEnabled: true }, [[], []]],
    ['open', { openDcrEnabled: true }, [['code'], BOTH]],
    ['grants of open registration while that is off', { openDcrGrantTypes: BOTH }, [[], BOTH]],
    ['machines for everybody', { openDcrEnabled: true, openDcrGrantTypes: BOTH }, [BOTH, BOTH]],
    ['empty lists', { openDcrEnabled: true, openDcrGrantTypes: [], authenticatedGrantTypes: [] }, [[], []]],
    ['implicit, which is ignored', { authenticatedGrantTypes: ['implicit'] }, [[], []]],
    ['implicit beside code', { authenticatedGrantTypes: ['implicit', 'code'] }, [[], ['code']]],
  ] as const)('%s', (_, given, expected) => {
    expect(flows(given)).toEqual(expected);
  });

  it('keeps an empty list apart from none, and each value once', () => {
    const given = { openDcrGrantTypes: [], authenticatedGrantTypes: ['code', 'code'], allowedScopes: ['a/b', 'a/b'] };
    expect(dcrConfiguration(given)).toEqual({
      enableStatus: 'Enabled',
      openDcrEnabled: false,
      openDcrGrantTypes: [],
      authenticatedGrantTypes: ['code'],
      allowedScopes: ['a/b'],
    });
    expect(registersOpenly({ dcrConfiguration: dcrConfiguration(given) })).toBe(false);
  });
});
