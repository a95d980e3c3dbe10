import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Browser, scriptDirective, type Visit } from '#test/browser.ts';
import { anotherClient, DAY, PASSWORD } from '#test/world.ts';
import { CALLBACK, type HostedPool, hosted, hostedPools, ON_PAGES } from './setup.ts';

const service = hostedPools();
const CREDENTIALS = { username: 'ada', password: PASSWORD };
const EXPIRED = 'This page was open for too long, or cookies are blocked. Please try again.';

describe('the form of a page', () => {
  let w: HostedPool;
  let browser: Browser;
  let page: Visit;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada');
  });
  beforeEach(async () => {
    browser = w.browser();
    page = await browser.get(w.url('/login'));
  });

  it('has the token of the cookie', () => {
    expect(page.fields._csrf).toBe(browser.cookies.get('XSRF-TOKEN')?.value);
  });

  it('may be left open for a day', async () => {
    service.app.advance(DAY);
    expect((await browser.submit(page, CREDENTIALS)).location?.searchParams.has('code')).toBe(true);
  });

  it('may be filled in in two tabs', async () => {
    const second = await browser.get(w.url('/login', { state: 'second' }));
    expect((await browser.submit(page, { ...CREDENTIALS, password: 'wrong' })).problem).toBe(
      'Incorrect username or password.',
    );
    const { location } = await browser.submit(second, CREDENTIALS);
    expect(location?.searchParams.get('state')).toBe('second');
  });

  it.each<[string, () => Promise<Visit> | Visit]>([
    ['without the field', () => ({ ...page, fields: {} })],
    ['with another field', () => ({ ...page, fields: { _csrf: 'A'.repeat(43) } })],
    [
      'without the cookie',
      () => {
        browser.cookies.delete('XSRF-TOKEN');
        return page;
      },
    ],
    [
      'without the other cookie',
      () => {
        browser.cookies.delete(`__Host-cognito-fl-${w.pool.id}`);
        return page;
      },
    ],
    [
      'with a pair that somebody else has got, and planted in this browser',
      async () => {
        const attacker = w.browser();
        const own = await attacker.get(w.url('/login'));
        browser.cookies.set('XSRF-TOKEN', { value: own.fields._csrf ?? '', path: '/' });
        return { ...page, fields: own.fields };
      },
    ],
    [
      'with what belongs to another pool on this host',
      async () => {
        const other = await service.pool();
        const attacker = other.browser();
        const own = await attacker.get(other.url('/login'));
        const flow = attacker.cookies.get(`__Host-cognito-fl-${other.pool.id}`)?.value ?? '';
        browser.cookies.set('XSRF-TOKEN', { value: own.fields._csrf ?? '', path: '/' });
        browser.cookies.set(`__Host-cognito-fl-${w.pool.id}`, { value: flow, path: '/' });
        return { ...page, fields: own.fields };
      },
    ],
  ])('is not looked at %s', async (_, changed) => {
    const sent = await changed();
    const answer = await browser.submit(sent, CREDENTIALS);
    expect([answer.status, answer.problem]).toEqual([200, EXPIRED]);
    expect(browser.cookies.has(`__Host-cognito-${w.pool.id}`)).toBe(false);
    const again = await browser.submit(answer, CREDENTIALS);
    expect(again.location?.searchParams.has('code')).toBe(true);
  });

  it('answers the request in its own address, whatever else the form says', async () => {
    const other = hosted(await anotherClient(w, ON_PAGES), w.base);
    const { location } = await browser.submit(page, {
      ...CREDENTIALS,
      client_id: other.client.id,
      redirect_uri: 'https://evil.example',
    });
    expect(`${location?.origin}${location?.pathname}`).toBe(CALLBACK);
  });

  it('is answered anew with what is wrong', async () => {
    const answer = await browser.submit(page, { username: 'ada"><b>', password: 'wrong' });
    expect([answer.status, answer.problem]).toEqual([200, 'User does not exist.']);
    expect(answer.fields.username).toBe('ada"><b>');
    expect(answer.fields.password).toBe('');
  });

  it('is HTML that may load nothing and runs its own scripts only, and that no other site may show', () => {
    const policy = page.headers['content-security-policy'] ?? '';
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(page.body) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; ${scriptDirective(page)}; img-src 'self' data:; connect-src 'self'; form-action 'self' https://app.example.com; frame-ancestors 'none'; base-uri 'none'`,
    );
    expect(style).toContain('main');
    expect(page.headers).toMatchObject({
      'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000 ; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('allows the scheme of an app', async () => {
    const app = 'com.example.app:/callback';
    const other = hosted(await anotherClient(w, { ...ON_PAGES, callbackURLs: [app] }), w.base);
    const { headers } = await browser.get(other.url('/login', { redirect_uri: app }));
    expect(headers['content-security-policy']).toContain("form-action 'self' com.example.app:;");
  });
});
