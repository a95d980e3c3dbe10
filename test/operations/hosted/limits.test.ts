import { beforeAll, describe, expect, it } from 'vitest';
import { CALLBACK, type HostedPool, hostedPools, signInAt } from './setup.ts';

const service = hostedPools();
const { app } = service;
const RATE = 121;

describe('the limit of a category', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada');
    for (const Category of ['UserAuthentication', 'UserToken']) {
      const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes: { Category } };
      await app.call('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: RATE });
    }
  });

  /** Lets as many requests of an operation in as its category allows in a second. */
  const useUp = (operation: string) => {
    for (let request = 0; request < RATE; request++) app.deps.limiter.admit(operation, {});
  };
  const post = (path: string, form: Readonly<Record<string, string>>) =>
    w.browser().post(`${w.base}${path}`, { client_id: w.client.id, ...form });

  it('counts sign-ins on pages', async () => {
    useUp('InitiateAuth');
    expect((await signInAt(w, w.browser(), 'ada')).problem).toBe('Rate exceeded');
    app.advance(1000);
    expect((await signInAt(w, w.browser(), 'ada')).status).toBe(302);
  });

  it('counts refreshes and revocations', async () => {
    const { location } = await signInAt(w, w.browser(), 'ada');
    const code = location?.searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
    const { refresh_token } = JSON.parse((await post('/oauth2/token', form)).body);
    app.advance(1000);
    useUp('InitiateAuth');
    useUp('RevokeToken');
    const refresh = () => post('/oauth2/token', { grant_type: 'refresh_token', refresh_token });
    const revoke = () => post('/oauth2/revoke', { token: refresh_token });
    const refused = [await refresh(), await revoke()];
    expect(refused.map(({ status, headers, body }) => [status, headers['retry-after'], body])).toEqual([
      [429, '1', '{"error":"temporarily_unavailable"}'],
      [429, '1', '{"error":"temporarily_unavailable"}'],
    ]);
    app.advance(1000);
    expect([(await refresh()).status, (await revoke()).status]).toEqual([200, 200]);
  });
});
