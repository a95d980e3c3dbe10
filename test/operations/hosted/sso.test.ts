import { beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Visit } from '#test/browser.ts';
import { anotherClient, HOUR, OTHER_PASSWORD, PASSWORD } from '#test/world.ts';
import { type HostedPool, hosted, hostedPools, ON_PAGES, signInAt } from './setup.ts';

const service = hostedPools();
const { app } = service;

/** Whether a request was answered without a sign-in. */
const isAnswered = ({ location }: Visit) => location?.searchParams.has('code') ?? false;
const ask = (w: HostedPool, browser: Browser, parameters: Readonly<Record<string, string>> = {}) =>
  browser.get(w.url('/oauth2/authorize', parameters)).then(isAnswered);
const ssoCookie = (w: HostedPool) => `__Host-cognito-${w.pool.id}`;

describe('an SSO session', () => {
  let w: HostedPool;
  let browser: Browser;
  beforeEach(async () => {
    w = await service.pool();
    await w.add('ada', { attributes: { email: 'ada@example.com', email_verified: 'true' } });
    browser = w.browser();
    await signInAt(w, browser, 'ada');
  });

  it('lasts an hour, and use does not extend it', async () => {
    app.advance(HOUR - 1000);
    expect(await ask(w, browser)).toBe(true);
    app.advance(1000);
    expect(await ask(w, browser)).toBe(false);
  });

  it('has another id after every sign-in', async () => {
    const before = browser.cookies.get(ssoCookie(w))?.value;
    await browser.submit(await browser.get(w.url('/login', { prompt: 'login' })), {
      username: 'ada',
      password: PASSWORD,
    });
    expect(browser.cookies.get(ssoCookie(w))?.value).not.toBe(before);
  });

  it('is open to the other clients of the pool', async () => {
    const other = hosted(await anotherClient(w, ON_PAGES), w.base);
    expect(await ask(other, browser)).toBe(true);
  });

  it('does not spare a client without the provider', async () => {
    const other = hosted(await anotherClient(w, { ...ON_PAGES, supportedIdentityProviders: ['Elsewhere'] }), w.base);
    expect(await ask(other, browser)).toBe(false);
  });

  it.each([
    ['less than the setting of the client', 4, true],
    ['more', 5, false],
  ])('is used by a client when it is %s old', async (_, minutes, isUsed) => {
    const sessionConfiguration = { ssoSession: { maxValidityMinutes: 5 } };
    const other = hosted(await anotherClient(w, { ...ON_PAGES, sessionConfiguration }), w.base);
    app.advance(minutes * 60_000);
    expect(await ask(other, browser)).toBe(isUsed);
  });

  it('is made for others by a client that never uses it', async () => {
    const sessionConfiguration = { ssoSession: { maxValidityMinutes: 0 } };
    const other = hosted(await anotherClient(w, { ...ON_PAGES, sessionConfiguration }), w.base);
    const fresh = w.browser();
    await signInAt(other, fresh, 'ada');
    expect([await ask(other, fresh), await ask(w, fresh)]).toEqual([false, true]);
  });

  it('lasts longer for a client that is set so', async () => {
    const sessionConfiguration = { ssoSession: { maxValidityMinutes: 120 } };
    const other = hosted(await anotherClient(w, { ...ON_PAGES, sessionConfiguration }), w.base);
    const fresh = w.browser();
    await signInAt(other, fresh, 'ada');
    app.advance(90 * 60_000);
    expect([await ask(other, fresh), await ask(w, fresh)]).toEqual([true, false]);
  });

  it('is too old for max_age, and stays', async () => {
    app.advance(60_000);
    expect(await ask(w, browser, { max_age: '59' })).toBe(false);
    expect(await ask(w, browser, { max_age: '60' })).toBe(true);
  });

  it('is not asked with prompt=login, and stays', async () => {
    expect(await ask(w, browser, { prompt: 'login' })).toBe(false);
    expect(await ask(w, browser)).toBe(true);
  });

  it('is enough for a level that it has reached', async () => {
    expect(await ask(w, browser, { acr_values: 'urn:cognito:loa:1' })).toBe(true);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a sign-out everywhere', () => w.call('AdminUserGlobalSignOut', { Username: 'ada' })],
    ['disabling', () => w.call('AdminDisableUser', { Username: 'ada' })],
    ['deletion', () => w.call('AdminDeleteUser', { Username: 'ada' })],
    [
      'a new password',
      () => w.call('AdminSetUserPassword', { Username: 'ada', Password: OTHER_PASSWORD, Permanent: true }),
    ],
    ['a reset of the password', () => w.call('AdminResetUserPassword', { Username: 'ada' })],
  ])('ends by %s', async (_, change) => {
    await change();
    expect(await ask(w, browser)).toBe(false);
  });

  it('ends neither by a new attribute nor by a new group', async () => {
    await w.call('AdminUpdateUserAttributes', { Username: 'ada', UserAttributes: [{ Name: 'name', Value: 'Ada' }] });
    expect(await ask(w, browser)).toBe(true);
  });

  it('is not enough once the user has to pass another factor', async () => {
    await w.call('SetUserPoolMfaConfig', {
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    expect(await ask(w, browser)).toBe(false);
  });

  it.each<[string, (value: string) => Promise<string> | string]>([
    ['of another pool', () => cookieOfAnotherPool()],
    ['that was changed', (value) => `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`],
    ['that is no cookie of ours', () => 'x'],
    ['that is empty', () => ''],
    ['that is very long', () => 'A'.repeat(8000)],
  ])('is not that of a cookie %s', async (_, change) => {
    const name = ssoCookie(w);
    const value = await change(browser.cookies.get(name)?.value ?? '');
    browser.cookies.set(name, { value, path: '/' });
    expect(await ask(w, browser)).toBe(false);
  });

  /** A user of the same name in another pool has the cookie, under the name that this pool's cookie has. */
  async function cookieOfAnotherPool(): Promise<string> {
    const other = await service.pool();
    await other.add('ada');
    const elsewhere = other.browser();
    await signInAt(other, elsewhere, 'ada');
    return elsewhere.cookies.get(ssoCookie(other))?.value ?? '';
  }
});
