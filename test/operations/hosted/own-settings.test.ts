import { beforeAll, describe, expect, it } from 'vitest';
import { metadata } from '#functions/hosted/discovery.ts';
import { anotherClient } from '#test/world.ts';
import { type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

const { app, ...service } = hostedPools();
const PKCE = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
const NO_PKCE = { error: 'invalid_request', error_description: 'code_challenge is required' };
const SECRET = 'aSecretOfAnApp000000000000000001';

const authorize = (w: HostedPool, parameters: Readonly<Record<string, string>> = {}) =>
  w.browser().get(w.url('/oauth2/authorize', parameters));
const answer = async (w: HostedPool, parameters: Readonly<Record<string, string>> = {}) => {
  const { location } = await authorize(w, parameters);
  return location?.pathname === `${w.base}/login` ? 'login' : Object.fromEntries(location?.searchParams ?? []);
};
/** Sets the tags of the pool as an administrator does. */
const tag = (w: HostedPool, Tags: Readonly<Record<string, string>>) =>
  app.call('TagResource', { ResourceArn: w.pool.arn, Tags });

describe('discovery', () => {
  it('names the endpoint for registration while that is on', async () => {
    const endpoint = async (settings: object) => (await discovered(await service.pool(settings))).registration_endpoint;
    expect(await endpoint({})).toBeUndefined();
    expect(await endpoint({ dcrConfiguration: { enableStatus: 'Disabled', openDcrEnabled: false } })).toBeUndefined();
    expect(await endpoint({ dcrConfiguration: { enableStatus: 'Enabled', openDcrEnabled: false } })).toMatch(
      /^https:\/\/[a-z0-9.-]+(\/d\/[a-z0-9-]+)?\/oauth2\/register$/,
    );
  });
});

describe('ownpool:require-pkce', () => {
  let w: HostedPool;
  let confidential: HostedPool;
  beforeAll(async () => {
    w = await service.pool();
    confidential = hosted(await anotherClient(w, { ...ON_PAGES, secret: SECRET }), w.base);
  });

  it('is set for all clients, for those without a secret, for some, or for none, and is in force at once', async () => {
    expect(await answer(w)).toBe('login');
    for (const [value, open, closed] of [
      ['all', NO_PKCE, NO_PKCE],
      ['public', NO_PKCE, 'login'],
      [confidential.client.id, 'login', NO_PKCE],
      [`${confidential.client.id} ${w.client.id}`, NO_PKCE, NO_PKCE],
    ] as const) {
      await tag(w, { 'ownpool:require-pkce': value });
      expect([value, await answer(w), await answer(confidential)]).toEqual([value, open, closed]);
      expect([await answer(w, PKCE), await answer(confidential, PKCE)]).toEqual(['login', 'login']);
    }
    await app.call('UntagResource', { ResourceArn: w.pool.arn, TagKeys: ['ownpool:require-pkce'] });
    expect(await answer(w)).toBe('login');
  });

  it('holds on the page of the form too', async () => {
    await tag(w, { 'ownpool:require-pkce': 'all' });
    const { location } = await w.browser().get(w.url('/login'));
    expect(Object.fromEntries(location?.searchParams ?? [])).toEqual(NO_PKCE);
  });

  it('refuses answers that have tokens, for which there is no PKCE', async () => {
    const implicit = hosted(await anotherClient(w, { ...ON_PAGES, allowedOAuthFlows: ['implicit'] }), w.base);
    await tag(w, { 'ownpool:require-pkce': 'all' });
    const { location } = await authorize(implicit, { response_type: 'token', ...PKCE });
    expect(Object.fromEntries(new URLSearchParams(location?.hash.slice(1)))).toEqual({
      error: 'unauthorized_client',
      error_description: 'The client must use PKCE.',
    });
  });
});

/** The metadata of the pool as it is now, at its issuer. */
async function discovered(w: HostedPool): Promise<Record<string, unknown>> {
  const { pool } = await app.deps.records.read({ pool: { kind: 'pool', id: { id: w.pool.id } } });
  return metadata(app.deps.deployment, pool!, pool!.issuer) as Record<string, unknown>;
}

describe('ownpool:send-issuer', () => {
  it('is in the discovery document when it is for all clients', async () => {
    const w = await service.pool();
    const member = 'authorization_response_iss_parameter_supported';
    for (const [value, shown] of [
      ['public', undefined],
      ['all', true],
    ] as const) {
      await tag(w, { 'ownpool:send-issuer': value });
      expect((await discovered(w))[member]).toBe(shown);
    }
  });

  it('adds the issuer to codes and to errors', async () => {
    const w = await service.pool();
    await w.add('ada');
    await w.add('bob');
    const code = async (username: string) =>
      Object.fromEntries((await signInAt(w, w.browser(), username)).location?.searchParams ?? []);
    expect(await code('ada')).toEqual({ code: expect.any(String) });
    await tag(w, { 'ownpool:send-issuer': w.client.id });
    expect(await code('bob')).toEqual({ code: expect.any(String), iss: w.pool.issuer });
    expect(await answer(w, { prompt: 'none', state: 's' })).toEqual({
      error: 'login_required',
      state: 's',
      iss: w.pool.issuer,
    });
    const other = hosted(await anotherClient(w, ON_PAGES), w.base);
    expect(await answer(other, { prompt: 'none' })).toEqual({ error: 'login_required' });
  });
});
