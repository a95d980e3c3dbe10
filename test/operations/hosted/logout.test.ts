import { beforeAll, describe, expect, it } from 'vitest';
import { CALLBACK, type HostedPool, hostedPools, signInAt } from './setup.ts';

const service = hostedPools();
const BYE = 'https://app.example.com/bye';

describe('/logout', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada');
  });

  const at = (parameters: Readonly<Record<string, string>>) => `${w.base}/logout?${new URLSearchParams(parameters)}`;

  it('ends the session, for whoever has its cookie, and leads to the app', async () => {
    const browser = w.browser();
    await signInAt(w, browser, 'ada');
    const before = new Map(browser.cookies);
    const { status, location } = await browser.get(at({ client_id: w.client.id, logout_uri: BYE, state: 'gone' }));
    expect([status, location?.href]).toEqual([302, BYE]);
    for (const [name, cookie] of before) browser.cookies.set(name, cookie);
    const again = await browser.get(w.url('/oauth2/authorize', { prompt: 'none' }));
    expect(again.location?.search).toBe('?error=login_required');
  });

  it('removes the cookies', async () => {
    const browser = w.browser();
    await signInAt(w, browser, 'ada');
    await browser.get(at({ client_id: w.client.id, logout_uri: BYE }));
    expect([...browser.cookies.keys()]).toEqual(['XSRF-TOKEN']);
  });

  it('leads to a new sign-in with redirect_uri, and gives it the scopes of the client', async () => {
    const sent = { client_id: w.client.id, redirect_uri: CALLBACK, response_type: 'code', state: 's', nonce: 'n' };
    const { location } = await w.browser().get(at({ ...sent, other: 'x' }));
    expect(location?.pathname).toBe(`${w.base}/login`);
    expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
      ...sent,
      scope: 'openid email phone profile aws.cognito.signin.user.admin',
    });
  });

  it('prefers logout_uri', async () => {
    const { location } = await w
      .browser()
      .get(at({ client_id: w.client.id, logout_uri: BYE, redirect_uri: CALLBACK, response_type: 'code' }));
    expect(location?.href).toBe(BYE);
  });

  it.each([
    ['an unknown client', { client_id: 'a'.repeat(26), logout_uri: BYE }, 'unauthorized_client'],
    ['a URI that the client does not have', { logout_uri: `${BYE}/` }, 'redirect_mismatch'],
    ['a callback as logout_uri', { logout_uri: CALLBACK }, 'redirect_mismatch'],
    ['a logout URI as redirect_uri', { redirect_uri: BYE, response_type: 'code' }, 'redirect_mismatch'],
    ['a script', { logout_uri: 'javascript:alert(1)' }, 'redirect_mismatch'],
  ])('refuses %s', async (_, parameters, error) => {
    const browser = w.browser();
    await signInAt(w, browser, 'ada');
    const { location } = await browser.get(at({ client_id: w.client.id, ...parameters } as Record<string, string>));
    expect(location?.pathname).toBe(`${w.base}/error`);
    expect(location?.searchParams.get('error')).toBe(error);
    const page = await browser.get(String(location));
    expect(page.status).toBe(400);
    expect(page.body).toContain(error);
    expect((await browser.get(w.url('/oauth2/authorize'))).location?.searchParams.has('code')).toBe(true);
  });

  it.each([
    ['client_id', { logout_uri: BYE }],
    ['redirect_uri', { client_id: 'x' }],
    ['response_type', { client_id: 'x', redirect_uri: CALLBACK }],
  ])('says that %s is missing', async (name, parameters) => {
    const { status, body } = await w.browser().get(at(parameters as unknown as Record<string, string>));
    expect(status).toBe(400);
    expect(body).toContain(`Required String parameter &#39;${name}&#39; is not present`);
  });

  it('has no other method', async () => {
    const { status, headers } = await w.browser().post(at({ client_id: w.client.id, logout_uri: BYE }), {});
    expect([status, headers.allow]).toEqual([405, 'GET']);
  });
});
