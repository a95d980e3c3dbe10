import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { claimsOf, PASSWORD } from '#test/world.ts';
import { CALLBACK, type HostedPool, hostedPools, signInAt } from './setup.ts';

const service = hostedPools();

describe('signing in on the pages', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
  });

  it('leads from the request of an app to its tokens', async () => {
    const browser = w.browser();
    const { location } = await browser.get(w.url('/oauth2/authorize', { state: 's1', nonce: 'n1' }));
    expect(location?.pathname).toBe(`${w.base}/login`);
    const page = await browser.get(String(location));
    expect(page.status).toBe(200);
    const back = await browser.submit(page, { username: 'ada', password: PASSWORD });
    expect(back.status, back.problem).toBe(302);
    expect(back.location?.href).toMatch(`${CALLBACK}?code=`);
  });

  it('gives a code that is redeemed once', async () => {
    const browser = w.browser();
    const { location } = await signInAt(w, browser, 'ada', { parameters: { state: 's1', nonce: 'n1' } });
    expect(`${location?.origin}${location?.pathname}`).toBe(CALLBACK);
    expect(location?.searchParams.get('state')).toBe('s1');
    const redeem = () =>
      w.browser().post(`${w.base}/oauth2/token`, {
        grant_type: 'authorization_code',
        client_id: w.client.id,
        redirect_uri: CALLBACK,
        code: location?.searchParams.get('code') ?? '',
      });
    const { status, body } = await redeem();
    expect(status, body).toBe(200);
    const { id_token } = JSON.parse(body);
    expect(claimsOf(id_token)).toMatchObject({ nonce: 'n1', email: 'ada@example.com', email_verified: true });
    expect((await redeem()).body).toBe('{"error":"invalid_grant"}');
  });

  it('spares the user the second sign-in', async () => {
    const browser = w.browser();
    await signInAt(w, browser, 'ada');
    const { location } = await browser.get(w.url('/oauth2/authorize', { prompt: 'none' }));
    expect(location?.searchParams.get('code')).toBeTruthy();
  });

  it.each<[Pool['usernameAttributes'], string]>([
    [[], 'Username'],
    [['email'], 'Email'],
    [['phone_number'], 'Phone number'],
    [['email', 'phone_number'], 'Email or phone number'],
  ])('asks for a name as the pool %j knows it', async (usernameAttributes, label) => {
    const w = await service.pool({ usernameAttributes });
    const { body } = await w.browser().get(w.url('/login'));
    expect(body).toMatch(
      new RegExp(`<label [^>]*>${label}\\n<input [^>]*name="username" [^>]*autocomplete="username[a-z ]* webauthn"`),
    );
  });
});
