import { beforeEach, describe, expect, it } from 'vitest';
import { claimsOf } from '#test/world.ts';
import { type HostedPool, hostedPools, signInAt } from './setup.ts';
import { codeOf, json, otherClient, redeem, refreshWith, tokensOf, withApi } from './tokens.ts';

const service = hostedPools();

describe('a scope of a resource server', () => {
  let w: HostedPool;
  beforeEach(async () => {
    const pool = await service.pool();
    await pool.add('ada');
    await withApi(pool, 'read', 'write');
    w = await otherClient(pool, { allowedOAuthScopes: ['openid', 'api/read', 'api/write'] });
  });

  const scopeOf = (tokens: { access_token: string }) => claimsOf(tokens.access_token).scope;
  const leave = async (...names: readonly string[]) => {
    const Scopes = names.map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName }));
    await w.call('UpdateResourceServer', { Identifier: 'api', Name: 'api', Scopes });
  };

  it('is in no token once it is deleted, and comes back with the scope', async () => {
    const { refresh_token: token } = await tokensOf(w, 'ada');
    const code = await codeOf(w, 'ada');
    await leave('read');
    expect(scopeOf(json(await redeem(w, code)))).toBe('openid api/read');
    expect(scopeOf(json(await refreshWith(w, token)))).toBe('openid api/read');
    expect(scopeOf(await tokensOf(w, 'ada', { scope: 'api/write openid' }))).toBe('openid');
    await leave('write', 'read');
    expect(scopeOf(json(await refreshWith(w, token)))).toBe('openid api/read api/write');
  });

  it('is in no token of the implicit grant either', async () => {
    await leave();
    const implicit = await otherClient(w, {
      allowedOAuthFlows: ['implicit'],
      allowedOAuthScopes: ['openid', 'api/read'],
    });
    const { location } = await signInAt(implicit, implicit.browser(), 'ada', {
      parameters: { response_type: 'token' },
    });
    const token = new URLSearchParams(location?.hash.slice(1)).get('access_token') ?? '';
    expect(claimsOf(token).scope).toBe('openid');
  });

  it('leaves a token without the claim if it was the only one', async () => {
    await leave();
    const { access_token: token } = await tokensOf(w, 'ada', { scope: 'api/read' });
    expect(claimsOf(token)).not.toHaveProperty('scope');
  });
});
