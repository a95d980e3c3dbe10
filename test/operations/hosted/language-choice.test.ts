import { beforeAll, describe, expect, it } from 'vitest';
import type { Visit } from '#test/browser.ts';
import { type HostedPool, hostedPools, signInAt } from './setup.ts';

const service = hostedPools();

/** The form by which a page is asked for in another language. */
const choiceOn = ({ body }: Pick<Visit, 'body'>) => /<form method="get"[\s\S]*?<\/form>/.exec(body)?.[0];

/** What the form sends beside the language. */
function sentWith(page: Pick<Visit, 'body'>): readonly string[] {
  const inputs = (choiceOn(page) ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return [...inputs].map(([, name, value]) => `${name}=${value}`);
}

describe('the choice of the language', () => {
  let w: HostedPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada');
  });

  it.each(['/login', '/signup', '/forgotPassword', '/error'])('is on the page %s', async (path) => {
    const page = await w.browser().get(w.url(path));
    expect(choiceOn(page)).toContain('<option value="en" lang="en" selected>English</option>');
  });

  it('calls each language by its own name', async () => {
    const choice = choiceOn(await w.browser().get(w.url('/login', { lang: 'pl' })));
    expect(choice).toContain('<option value="pl" lang="pl" selected>Polski</option>');
    expect(choice).toContain('<option value="en" lang="en">English</option>');
    expect(choice).toContain('<option value="id" lang="id">Bahasa Indonesia</option>');
    expect(choice).toContain('<option value="zh-TW" lang="zh-TW">繁體中文</option>');
    expect(choice?.match(/<option /g)).toHaveLength(service.app.deps.catalogues.languages.length);
  });

  it('sends what the page was asked for with, and one language', async () => {
    const page = await w.browser().get(w.url('/login', { lang: 'pl', state: 's1' }));
    expect(sentWith(page)).toEqual([
      `client_id=${w.client.id}`,
      'redirect_uri=https://app.example.com/callback',
      'response_type=code',
      'state=s1',
    ]);
  });

  it('leads to the same page in that language, which the browser keeps', async () => {
    const browser = w.browser();
    const page = await browser.get(w.url('/login', { state: 's1' }));
    const query = new URLSearchParams(sentWith(page).join('&'));
    const chosen = await browser.get(`${w.base}/login?${query}&lang=ja`);
    expect([chosen.title, (await browser.get(w.url('/signup'))).body.includes('lang="ja"')]).toEqual([
      'サインイン',
      true,
    ]);
    const back = await browser.submit(chosen, { username: 'ada', password: 'wrong' });
    expect(back.problem).toBe('ユーザー名またはパスワードが正しくありません。');
  });

  it('escapes what comes from outside', async () => {
    const evil = `"><script>alert(1)</script><b a='`;
    const page = await w.browser().get(`${w.url('/login')}&${encodeURIComponent(evil)}=${encodeURIComponent(evil)}`);
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).not.toContain(`a='`);
    const escaped = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;b a=&#39;';
    expect(sentWith(page)).toContain(`${escaped}=${escaped}`);
  });

  it('is left out of a page that has more parameters than any app sends', async () => {
    const manyParameters = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`a${index}`, '1']));
    const page = await w.browser().get(w.url('/login', manyParameters));
    expect([page.title, choiceOn(page)]).toEqual(['Sign in', undefined]);
  });

  it('is not on the answer to a form, whose state it would lose', async () => {
    const page = await signInAt(w, w.browser(), 'ada', { password: 'wrong' });
    expect([page.problem, choiceOn(page)]).toEqual(['Incorrect username or password.', undefined]);
  });

  it('is not on a page whose link does its work once', async () => {
    const link = w.url('/confirmUser', { user_name: 'nobody', confirmation_code: '123456' });
    const page = await w.browser().get(link);
    expect(page.status).toBe(400);
    expect(choiceOn(page)).toBeUndefined();
  });

  it('costs a page less than 3 KB', async () => {
    const choice = choiceOn(await w.browser().get(w.url('/login', { state: 's'.repeat(64), scope: 'openid email' })));
    expect(Buffer.byteLength(choice ?? '')).toBeLessThan(3 * 1024);
  });
});
