import { describe, expect, it } from 'vitest';
import type { TermsName } from '#core/terms/terms.ts';
import { commit } from '#test/fixtures.ts';
import { type HostedPool, hostedPools } from './setup.ts';

const { app, ...service } = hostedPools();

const LINKS = {
  'cognito:default': 'https://example.com/terms',
  'cognito:portuguese-brazil': 'https://example.com/pt?a=1&b="2"',
};

function addTerms({ pool, client }: HostedPool, name: TermsName, links: Readonly<Record<string, string>>) {
  const value = {
    id: name,
    poolId: pool.id,
    clientId: client.id,
    name,
    source: 'LINK',
    enforcement: 'NONE',
    links,
  } as const;
  return commit(app, { op: 'create', kind: 'terms', value: { ...value, createdAt: 0, modifiedAt: 0 } });
}

/** The links of the line about terms. */
const termsAt = ({ body }: { readonly body: string }) =>
  [...body.matchAll(/<a href="([^"]*)" target="_blank" rel="noopener">([^<]*)</g)].map(
    ([, url, text]) => `${text}: ${url}`,
  );

describe('the language of the pages', () => {
  it('is kept by the browser', async () => {
    const w = await service.pool();
    const browser = w.browser();
    await browser.get(w.url('/login', { lang: 'de' }));
    expect(browser.cookies.get('lang')).toEqual({ value: 'de', path: `${w.base}/` });
    await browser.get(w.url('/login'));
    expect(browser.cookies.get('lang')?.value).toBe('de');
    await browser.get(w.url('/signup', { lang: 'zh-TW' }));
    expect(browser.cookies.get('lang')?.value).toBe('zh-TW');
  });

  it.each(['xx', 'DE', 'de; Domain=example.com', '../', ''])(
    'is none of the names that Cognito does not have: %o',
    async (lang) => {
      const w = await service.pool();
      const browser = w.browser();
      expect((await browser.get(w.url('/login', { lang }))).status).toBe(200);
      expect(browser.cookies.has('lang')).toBe(false);
    },
  );

  it('is English on classic pages, and in the tier LITE', async () => {
    for (const w of [
      await service.pool({}, {}, { managedLoginVersion: 1 }),
      await service.pool({ userPoolTier: 'LITE' }),
    ]) {
      const browser = w.browser();
      await browser.get(w.url('/login', { lang: 'de' }));
      expect(browser.cookies.has('lang')).toBe(false);
    }
  });
});

describe('the terms of a client', () => {
  it('are shown once it has both documents', async () => {
    const w = await service.pool();
    const page = () => w.browser().get(w.url('/signup'));
    await addTerms(w, 'terms-of-use', LINKS);
    expect(termsAt(await page())).toEqual([]);
    await addTerms(w, 'privacy-policy', { 'cognito:default': 'https://example.com/privacy' });
    const shown = await page();
    expect(termsAt(shown)).toEqual([
      'Terms of use: https://example.com/terms',
      'Privacy policy: https://example.com/privacy',
    ]);
    expect(shown.body).toContain('>By signing up, you agree to our <a ');
    expect(shown.body).toContain('>Terms of use</a> and <a ');
  });

  it('are in the language of the browser', async () => {
    const w = await service.pool();
    await addTerms(w, 'terms-of-use', LINKS);
    await addTerms(w, 'privacy-policy', LINKS);
    const browser = w.browser();
    await browser.get(w.url('/login', { lang: 'pt-BR' }));
    expect(termsAt(await browser.get(w.url('/signup')))[0]).toBe(
      'Terms of use: https://example.com/pt?a=1&amp;b=&quot;2&quot;',
    );
    expect(termsAt(await browser.get(w.url('/signup', { lang: 'ko' })))[0]).toBe(
      'Terms of use: https://example.com/terms',
    );
  });

  it('are not on classic pages, and not those of another client', async () => {
    const classic = await service.pool({}, {}, { managedLoginVersion: 1 });
    const other = await service.pool();
    for (const name of ['terms-of-use', 'privacy-policy'] as const) await addTerms(classic, name, LINKS);
    expect(termsAt(await classic.browser().get(classic.url('/signup')))).toEqual([]);
    expect(termsAt(await other.browser().get(other.url('/signup')))).toEqual([]);
  });
});
