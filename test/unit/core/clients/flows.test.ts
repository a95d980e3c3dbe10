import { describe, expect, it } from 'vitest';
import { type AuthFlow, allowsFlow } from '#core/clients/flows.ts';

const ALL: readonly AuthFlow[] = [
  'USER_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'CUSTOM_AUTH',
  'USER_AUTH',
  'REFRESH_TOKEN_AUTH',
];

const DEFAULTS: readonly AuthFlow[] = ['USER_SRP_AUTH', 'CUSTOM_AUTH', 'REFRESH_TOKEN_AUTH'];
const CASES: readonly (readonly [flows: readonly string[] | undefined, allowed: readonly AuthFlow[]])[] = [
  [undefined, DEFAULTS],
  [[], DEFAULTS],
  [['ALLOW_USER_SRP_AUTH'], ['USER_SRP_AUTH']],
  [['ALLOW_USER_PASSWORD_AUTH'], ['USER_PASSWORD_AUTH']],
  [['ALLOW_ADMIN_USER_PASSWORD_AUTH'], ['ADMIN_USER_PASSWORD_AUTH']],
  [['ALLOW_CUSTOM_AUTH'], ['CUSTOM_AUTH']],
  [['ALLOW_USER_AUTH'], ['USER_AUTH']],
  [['ALLOW_REFRESH_TOKEN_AUTH'], ['REFRESH_TOKEN_AUTH']],
  [['ALLOW_CLIENT_TOKEN_AUTH'], []],
  [ALL.map((flow) => `ALLOW_${flow}`), ALL],
  [['USER_PASSWORD_AUTH'], ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH']],
  [['ADMIN_NO_SRP_AUTH'], ['USER_SRP_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH']],
  [['CUSTOM_AUTH_FLOW_ONLY'], ['CUSTOM_AUTH']],
  [
    ['CUSTOM_AUTH_FLOW_ONLY', 'ADMIN_NO_SRP_AUTH'],
    ['ADMIN_USER_PASSWORD_AUTH', 'CUSTOM_AUTH'],
  ],
];

describe('allowsFlow', () => {
  it.each(CASES)('%j enables %j', (explicitAuthFlows, allowed) => {
    expect(ALL.filter((flow) => allowsFlow({ explicitAuthFlows }, flow))).toEqual(allowed);
  });

  it('enables nothing but refresh for a client that an app has registered, unless somebody says so', () => {
    const allowed = (explicitAuthFlows?: readonly string[]) =>
      ALL.filter((flow) => allowsFlow({ explicitAuthFlows, clientType: 'DCR' }, flow));
    expect(allowed()).toEqual(['REFRESH_TOKEN_AUTH']);
    expect(allowed([])).toEqual(['REFRESH_TOKEN_AUTH']);
    expect(allowed(['ALLOW_USER_SRP_AUTH'])).toEqual(['USER_SRP_AUTH']);
  });

  it('leaves REFRESH_TOKEN_AUTH out while refresh tokens rotate', () => {
    const rotation = (feature: 'ENABLED' | 'DISABLED') => ({
      refreshTokenRotation: { feature, retryGracePeriodSeconds: 0 },
    });
    expect(ALL.filter((flow) => allowsFlow(rotation('ENABLED'), flow))).toEqual(['USER_SRP_AUTH', 'CUSTOM_AUTH']);
    expect(ALL.filter((flow) => allowsFlow(rotation('DISABLED'), flow))).toEqual(DEFAULTS);
  });
});
