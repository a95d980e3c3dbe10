import { describe, expect, it } from 'vitest';
import { BUILT_IN, catalogueFolder } from '#adapters/catalogues/folder.ts';
import type { TermsName } from '#core/terms/terms.ts';
import { type Browser, testBrowser } from '#test/browser.ts';
import { commit } from '#test/fixtures.ts';
import { codeFor, HIDING, newName } from '#test/world.ts';
import { type HostedPool, hostedPools, signUpAt } from './setup.ts';

const { app, ...service } = hostedPools();

const LINKS = {
  'cognito:default': 'https://example.com/terms',
  'cognito:spanish': 'https://example.com/es?a=1&b="2"',
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
  [...body.matchAll(/<a href="([^"]*)" target="_blank" rel="noopener noreferrer">([^<]*)</g)].map(
    ([, url, text]) => `${text}: ${url}`,
  );

const headingOf = async (browser: Browser, url: string, headers = {}) => (await browser.get(url, { headers })).title;

describe('the language of the pages', () => {
  it('is kept by the browser', async () => {
    const w = await service.pool();
    const browser = w.browser();
    await browser.get(w.url('/login', { lang: 'de' }));
    expect(browser.cookies.get('lang')).toEqual({ value: 'de', path: `${w.base}/` });
    expect(await headingOf(browser, w.url('/login'))).toBe('Anmelden');
    expect(browser.cookies.get('lang')?.value).toBe('de');
    expect(await headingOf(browser, w.url('/signup', { lang: 'fr' }))).toBe('Créer un compte');
    expect(browser.cookies.get('lang')?.value).toBe('fr');
  });

  it('is that of the link, else that of the browser, of the app, or of its settings', async () => {
    const w = await service.pool();
    const headers = { 'accept-language': 'da, nl;q=0.5, es;q=0.8, de;q=0' };
    const wishes = { ui_locales: 'da fr-CA de' };
    const browser = w.browser();
    expect(await headingOf(browser, w.url('/login'))).toBe('Sign in');
    expect(await headingOf(browser, w.url('/login'), headers)).toBe('Iniciar sesión');
    expect(await headingOf(browser, w.url('/login', wishes), headers)).toBe('Se connecter');
    expect(await headingOf(browser, w.url('/login', { ...wishes, lang: 'it' }), headers)).toBe('Accedi');
    expect(await headingOf(browser, w.url('/login', wishes), headers)).toBe('Accedi');
    expect(await headingOf(browser, w.url('/login', { ...wishes, lang: 'nl' }), headers)).toBe('Inloggen');
  });

  it.each(['xx', 'DE', 'de; Domain=example.com', '../', ''])(
    'is none of the names that there is no catalogue for: %o',
    async (lang) => {
      const w = await service.pool();
      const browser = w.browser();
      expect((await browser.get(w.url('/login', { lang }))).status).toBe(200);
      expect(browser.cookies.has('lang')).toBe(false);
    },
  );

  it('is the same on classic pages, and in the tier LITE', async () => {
    for (const w of [
      await service.pool({}, {}, { managedLoginVersion: 1 }),
      await service.pool({ userPoolTier: 'LITE' }),
    ]) {
      const page = await w.browser().get(w.url('/login', { lang: 'de' }));
      expect(page.body).toContain('<html lang="de" dir="ltr">');
      expect(page.title).toBe('Anmelden');
    }
  });

  it('is that of problems too, which the API tells in English', async () => {
    const w = await service.pool({}, HIDING);
    const browser = w.browser();
    const page = await browser.get(w.url('/login', { lang: 'de' }));
    const again = await browser.submit(page, { username: 'nobody', password: 'Wr0ng!password' });
    expect(again.problem).toBe('Benutzername oder Passwort ist falsch.');
    await expect(w.signIn('nobody')).rejects.toMatchObject({ message: 'Incorrect username or password.' });
  });

  it('shows the texts of an operator as text, whatever they have', async () => {
    const own = {
      signInTitle: `</h1><script>alert("x")</script>`,
      username: '" onfocus="alert(1)',
      forgotPassword: '&lt;',
    };
    const w = await service.pool({ autoVerifiedAttributes: ['email'] });
    const deps = { ...app.deps, catalogues: catalogueFolder(BUILT_IN, { de: own }) };
    const page = await testBrowser({ ...app, deps }).get(w.url('/login', { lang: 'de' }));
    expect(page.title).toBe(own.signInTitle);
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).not.toContain('" onfocus');
    expect(page.body).toContain('>&amp;lt;</a>');
  });
});

describe('the language of messages', () => {
  const EMAIL = { autoVerifiedAttributes: ['email'] } as const;

  it('is that of the page from which they are sent', async () => {
    const w = await service.pool(EMAIL);
    const browser = w.browser();
    await browser.get(w.url('/login', { lang: 'de' }));
    const { email } = await signUpAt(w, browser);
    expect(app.outbox.messages(email)[0]).toMatchObject({
      subject: 'Ihr Bestätigungscode',
      body: `Ihr Bestätigungscode lautet ${codeFor(app, email)}.`,
    });
  });

  it('is that of the page and not that of the user, and as dear for a name that leads to nobody', async () => {
    const w = await service.pool(EMAIL, HIDING);
    const { username, email } = await w.someone();
    await w.call('AdminUpdateUserAttributes', {
      Username: username,
      UserAttributes: [{ Name: 'locale', Value: 'fr' }],
    });
    const ask = async (name: string) => {
      const browser = w.browser();
      const page = await browser.get(w.url('/forgotPassword', { lang: 'nl' }));
      app.roundTrips.reset();
      const { status, title, body } = await browser.submit(page, { username: name });
      const { reads, writes } = app.roundTrips;
      return { status, title, length: body.length, reads, writes };
    };
    const known = await ask(username);
    expect(app.outbox.messages(email)[0]).toMatchObject({ subject: 'Uw verificatiecode' });
    expect(await ask(username.replace(/.$/, 'x'))).toEqual(known);
  });

  it('is that of the user where no page is open, and English otherwise', async () => {
    const w = await service.pool(EMAIL);
    const subjects = async (values: Readonly<Record<string, string>>) => {
      const { username, email } = newName();
      await w.signUp(username, { email, ...values });
      return app.outbox.messages(email)[0]?.subject;
    };
    expect(await subjects({ locale: 'de' })).toBe('Ihr Bestätigungscode');
    expect(await subjects({ locale: 'fr_CA' })).toBe('Votre code de vérification');
    for (const locale of ['xx', 'en-GB', '??', 'de;q=1', `de-${'x'.repeat(2000)}`])
      expect([locale, await subjects({ locale })]).toEqual([locale, 'Your verification code']);
    expect(await subjects({})).toBe('Your verification code');
  });

  it('leaves the own texts of a pool as they are', async () => {
    const template = { defaultEmailOption: 'CONFIRM_WITH_CODE', emailMessage: 'Own {####}' } as const;
    const w = await service.pool({ ...EMAIL, verificationMessageTemplate: template });
    const { username, email } = newName();
    await w.signUp(username, { email, locale: 'de' });
    expect(app.outbox.messages(email)[0]).toMatchObject({
      subject: 'Ihr Bestätigungscode',
      body: `Own ${codeFor(app, email)}`,
    });
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
    expect(shown.body).toContain('>Terms of use<span class="unseen"> (opens in a new tab)</span></a> and <a ');
  });

  it('are in the language of the browser', async () => {
    const w = await service.pool();
    await addTerms(w, 'terms-of-use', LINKS);
    await addTerms(w, 'privacy-policy', LINKS);
    const browser = w.browser();
    await browser.get(w.url('/login', { lang: 'es' }));
    expect(termsAt(await browser.get(w.url('/signup')))[0]).toBe(
      'Condiciones de uso: https://example.com/es?a=1&amp;b=&quot;2&quot;',
    );
    expect(termsAt(await browser.get(w.url('/signup', { lang: 'de' })))[0]).toBe(
      'Nutzungsbedingungen: https://example.com/terms',
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
