import { beforeAll, describe, expect, it } from 'vitest';
import type { OwnSettings } from '#core/branding/own-settings.ts';
import { ENGLISH } from '#core/languages/texts.ts';
import { anotherClient } from '#test/world.ts';
import { type HostedPool, hosted, hostedPools, ON_PAGES, signUpAt } from './setup.ts';

const service = hostedPools();
const { app } = service;
beforeAll(() => {
  Object.assign(app.deps, {
    catalogues: {
      languages: ['en', 'de'],
      texts: async (language: string) => (language === 'de' ? { ...ENGLISH, go: 'Weiter' } : ENGLISH),
    },
  });
});
const XSS = `"'><script>alert(1)</script>`;

/** Gives the client of a pool a style with our settings. */
const brand = ({ pool, client }: HostedPool, ownpool: OwnSettings) =>
  app.call('CreateManagedLoginBranding', { UserPoolId: pool.id, ClientId: client.id, Settings: { ownpool } });
const branded = async (ownpool: OwnSettings, ...more: Parameters<typeof service.pool>) => {
  const w = await service.pool(...more);
  await brand(w, ownpool);
  return w;
};
const at = (w: HostedPool, path: string, parameters = {}) => w.browser().get(w.url(path, parameters));

describe('the texts of a client', () => {
  const texts = {
    default: { signInTitle: 'Welcome', 'forgotPassword.forgotTitle': 'No problem', 'error.errorText': 'Oh no.' },
    de: { signInTitle: 'Willkommen' },
  };

  it('stand on its pages, in their language', async () => {
    const w = await branded({ texts });
    const page = await at(w, '/login');
    expect([page.title, /<title>(.*?)</.exec(page.body)?.[1]]).toEqual(['Welcome', 'Welcome']);
    // The button has a text of its own.
    expect(page.body).toContain(' name="signInSubmitButton">Sign in</button>');
    expect((await at(w, '/login', { lang: 'de' })).title).toBe('Willkommen');
    expect((await at(w, '/forgotPassword', { lang: 'de' })).title).toBe('No problem');
    // The same text elsewhere is that of the catalogue.
    expect(page.body).toContain('>Forgot your password?</a>');
  });

  it('stand on the page of an error that names the client', async () => {
    const w = await branded({ texts });
    const error = (client: string) => w.browser().get(`${w.base}/error?error=invalid_request&client_id=${client}`);
    expect((await error(w.client.id)).body).toContain('Oh no.');
    expect((await error('nobody')).body).toContain(ENGLISH.errorText);
    const elsewhere = await branded({ texts: { default: { errorText: 'Not mine.' } } });
    expect((await error(elsewhere.client.id)).body).toContain(ENGLISH.errorText);
  });

  it('are not those of another client, and not on classic pages', async () => {
    const w = await branded({ texts });
    const other = hosted(await anotherClient(w, ON_PAGES), w.base);
    expect((await at(other, '/login')).title).toBe('Sign in');
    const classic = await branded({ texts }, {}, {}, { managedLoginVersion: 1 });
    expect((await at(classic, '/login')).title).toBe('Sign in');
  });

  it('change at once where they are changed, and go with the style', async () => {
    const w = await service.pool();
    expect((await at(w, '/login')).title).toBe('Sign in');
    const { ManagedLoginBranding: style } = await brand(w, { texts });
    expect((await at(w, '/login')).title).toBe('Welcome');
    const ref = { UserPoolId: w.pool.id, ManagedLoginBrandingId: style.ManagedLoginBrandingId };
    const Settings = { ownpool: { texts: { default: { signInTitle: 'Hello' } } } };
    await app.call('UpdateManagedLoginBranding', { ...ref, Settings });
    expect((await at(w, '/login')).title).toBe('Hello');
    await app.call('DeleteManagedLoginBranding', ref);
    expect((await at(w, '/login')).title).toBe('Sign in');
  });

  it('are only text', async () => {
    const all = { signInTitle: XSS, username: XSS, signUp: XSS, codeSentTo: `${XSS}{destination}` };
    const w = await branded(
      { texts: { default: all }, appName: { default: XSS } },
      { autoVerifiedAttributes: ['email'] },
    );
    for (const page of [await at(w, '/login'), await signUpAt(w, w.browser())]) {
      expect(page.status).toBe(200);
      expect(page.body).not.toContain(XSS);
      expect(page.body).toContain('&lt;script&gt;');
    }
  });

  it('never hide a page', async () => {
    const w = await branded({ texts });
    const { configuration, logger } = app.deps;
    const errors: string[] = [];
    const style = () => Promise.reject(new Error('The store is away.'));
    const error = (event: string) => void errors.push(event);
    Object.assign(app.deps, { configuration: { ...configuration, style }, logger: { ...logger, error } });
    const page = await at(w, '/login');
    Object.assign(app.deps, { configuration, logger });
    expect([page.status, page.title]).toEqual([200, 'Sign in']);
    expect(errors).toEqual(['look.failed']);
  });
});

describe('the name of the app', () => {
  it('stands on the page for signing in', async () => {
    const w = await branded({ appName: { default: 'Acme & Co', de: 'Acme' } });
    expect((await at(w, '/login')).body).toContain('<p>to continue to <bdi>Acme &amp; Co</bdi></p>');
    expect((await at(w, '/login', { lang: 'de' })).body).toContain('<bdi>Acme</bdi>');
    expect((await at(w, '/signup')).body).not.toContain('Acme');
  });

  it('is left out where there is none in the language', async () => {
    const w = await branded({ appName: { de: 'Acme' } });
    expect((await at(w, '/login')).body).not.toContain('to continue to');
    expect((await at(await service.pool(), '/login')).body).not.toContain('to continue to');
  });
});

describe('help links', () => {
  const helpLinks: OwnSettings['helpLinks'] = [
    { text: { default: 'Help & more', de: 'Hilfe' }, url: 'https://example.com/help?a=1&b="2"' },
    { text: { default: XSS }, url: 'mailto:help@example.com', pages: ['login'] },
  ];
  const helpOn = ({ body }: { readonly body: string }) => /<nav class="help"[\s\S]*?<\/nav>/.exec(body)?.[0];

  it('stand in the foot of the pages that they are for', async () => {
    const w = await branded({ helpLinks });
    const login = helpOn(await at(w, '/login'));
    expect(login).toContain(
      '<a href="https://example.com/help?a=1&amp;b=&quot;2&quot;" target="_blank" rel="noopener noreferrer">Help &amp; more<',
    );
    expect(login).toContain('<a href="mailto:help@example.com">&quot;&#39;&gt;&lt;script&gt;');
    const signUp = helpOn(await at(w, '/signup', { lang: 'de' }));
    expect(signUp).toContain('>Hilfe<');
    expect(signUp).not.toContain('mailto');
  });

  it('are not there without any', async () => {
    expect(helpOn(await at(await service.pool(), '/login'))).toBeUndefined();
    expect(helpOn(await at(await branded({ helpLinks: [] }), '/login'))).toBeUndefined();
  });
});
