import { beforeAll, describe, expect, it } from 'vitest';
import type { Values } from '#test/world.ts';
import { type HostedPool, hostedPools } from './setup.ts';
import { basic, codeOf, error, errorOf, json, otherClient, post, refreshWith, SECRET, tokensOf } from './tokens.ts';

const { app, ...service } = hostedPools();
const revoke = (w: HostedPool, token: string, form: Values = {}, headers: Values = {}) =>
  post(w, '/oauth2/revoke', { token, client_id: w.client.id, ...form }, headers);
const done = [200, ''];
const of = ({ status, body }: Awaited<ReturnType<typeof revoke>>) => [status, body];

describe('/oauth2/revoke', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada');
  });

  it('ends the sign-in of a refresh token, and no other', async () => {
    const { access_token, refresh_token } = await tokensOf(w, 'ada');
    const other = await tokensOf(w, 'ada');
    const answer = await revoke(w, refresh_token);
    expect(of(answer)).toEqual(done);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', pragma: 'no-cache' });
    expect(errorOf(await refreshWith(w, refresh_token))).toEqual(error('invalid_grant'));
    await expect(w.getUser(access_token)).rejects.toThrow('Access Token has been revoked');
    expect((await w.getUser(other.access_token)).Username).toBe('ada');
    expect(of(await revoke(w, refresh_token))).toEqual(done);
    expect(app.audit.at(-1)).toMatchObject({ operation: 'Revoke_POST', clientId: w.client.id, result: 'Success' });
  });

  it('takes tokens of the API, and a hint', async () => {
    const { RefreshToken } = await w.tokens('ada');
    expect(of(await revoke(w, RefreshToken, { token_type_hint: 'access_token' }))).toEqual(done);
    expect(errorOf(await refreshWith(w, RefreshToken))).toEqual(error('invalid_grant'));
  });

  it('does nothing with a text that is no token', async () => {
    for (const token of ['none', 'x'.repeat(5_000), await codeOf(w, 'ada')]) {
      expect(of(await revoke(w, token))).toEqual(done);
    }
  });

  it.each(['access_token', 'id_token'] as const)('refuses an %s, which stays as good as it was', async (kind) => {
    const tokens = await tokensOf(w, 'ada');
    expect(errorOf(await revoke(w, tokens[kind]))).toEqual(error('unsupported_token_type'));
    expect((await w.getUser(tokens.access_token)).Username).toBe('ada');
  });

  it('refuses a token of another client', async () => {
    const { refresh_token } = await tokensOf(w, 'ada');
    expect(errorOf(await revoke(await otherClient(w), refresh_token))).toEqual(error('invalid_grant'));
    json(await refreshWith(w, refresh_token));
  });

  it('refuses a request without token, and a client without revocation', async () => {
    expect(errorOf(await revoke(w, ''))).toEqual(error('invalid_request'));
    expect(errorOf(await revoke(w, 'none', { client_id: '' }))).toEqual(error('invalid_request'));
    const off = await otherClient(w, { enableTokenRevocation: false });
    const { refresh_token } = await tokensOf(off, 'ada');
    expect(errorOf(await revoke(off, refresh_token))).toEqual(error('invalid_request'));
    json(await refreshWith(off, refresh_token));
  });

  it('wants the secret of a client that has one, in a header or in the form', async () => {
    const app2 = await otherClient(w, { secret: SECRET });
    const { id } = app2.client;
    const denied = error('invalid_client', undefined, 401);
    const wrong = await revoke(app2, 'none', {}, basic(id, 'wrong'));
    expect(errorOf(wrong)).toEqual(denied);
    expect(wrong.headers['www-authenticate']).toBe('Basic realm="oauth2"');
    expect(errorOf(await revoke(app2, 'none'))).toEqual(denied);
    expect(errorOf(await revoke(app2, 'none', { client_id: 'unknown' }))).toEqual(denied);
    expect(errorOf(await revoke(await service.pool(), 'none', { client_id: w.client.id }))).toEqual(denied);
    expect(of(await revoke(app2, 'none', { client_id: '' }, basic(id, SECRET)))).toEqual(done);
    expect(of(await revoke(app2, 'none', { client_secret: SECRET }))).toEqual(done);
  });

  it('takes POST alone', async () => {
    expect((await w.browser().get(`${w.base}/oauth2/revoke`)).status).toBe(405);
  });
});
