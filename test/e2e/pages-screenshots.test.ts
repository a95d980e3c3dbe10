import { mkdirSync, rmSync, statSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directionOf, ENGLISH_CODE } from '#core/languages/language.ts';
import type { Pool } from '#core/pools/pool.ts';
import { ROOT } from '#infra/cache.ts';
import { pages } from '#infra/local/api.ts';
import { type Shown, statePage } from '#infra/preview/state-page.ts';
import { bodyOf, type HttpEvent } from '#protocol/http.ts';
import { testApp } from '#test/app.ts';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { createClient, createPool } from '#test/fixtures.ts';
import type { PageName } from '#ui/layout.ts';

/** Where the pictures are left for people to look at. */
const FOLDER = `${ROOT}/test-results/pages`;

/** The pages of which pictures are made, each in one state. */
const SHOWN: readonly (readonly [name: string, page: PageName, state: string])[] = [
  ['login', 'login', 'user name'],
  ['login-refused', 'login', 'wrong password'],
  ['sign-up', 'signUp', 'phone number, with terms'],
  ['choice', 'choose', 'password and all others'],
  ['code', 'code', 'e-mail, can be sent again'],
  ['mfa-setup', 'authenticatorSetUp', 'QR code'],
  ['recovery-codes', 'recoveryCodes', 'ten codes'],
  ['passkey', 'addPasskey', 'offer'],
  ['error', 'error', 'bad request'],
];

/** Those whose look is shown with every branding. */
const BRANDED: readonly string[] = ['login-refused'];

const WIDE = { width: 1280, height: 800 };
const WAYS = {
  light: { colorScheme: 'light', viewport: WIDE },
  dark: { colorScheme: 'dark', viewport: WIDE },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  'right-to-left': { colorScheme: 'light', viewport: WIDE },
} as const;
type Way = keyof typeof WAYS;

const svg = (body: string, size: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${size}">${body}</svg>`;
const asset = (Category: string, text: string, ColorMode = 'DYNAMIC') => ({
  Category,
  ColorMode,
  Extension: 'SVG',
  Bytes: Buffer.from(text).toString('base64'),
});

/** A garden: green, round, with a logo, a header and a picture behind everything. It has a dark mode of its own. */
const GARDEN = {
  Settings: {
    categories: {
      global: { colorSchemeMode: 'DYNAMIC', pageHeader: { enabled: true }, pageFooter: { enabled: true } },
      form: { instructions: { enabled: true }, languageSelector: { enabled: true } },
    },
    componentClasses: {
      buttons: { borderRadius: 24 },
      input: { borderRadius: 16, lightMode: { defaults: { borderColor: '3f7d4eff' } } },
      link: {
        lightMode: { defaults: { textColor: '1c6b32ff' } },
        darkMode: { defaults: { textColor: '9fe0b0ff' } },
      },
    },
    components: {
      form: { borderRadius: 24, logo: { enabled: true, position: 'TOP', formInclusion: 'IN' } },
      pageBackground: {
        image: { enabled: true },
        lightMode: { color: 'eaf5ecff' },
        darkMode: { color: '0c1a10ff' },
      },
      pageHeader: { logo: { enabled: true, location: 'START' } },
      primaryButton: {
        lightMode: { defaults: { backgroundColor: '1c6b32ff', textColor: 'ffffffff' } },
        darkMode: { defaults: { backgroundColor: '9fe0b0ff', textColor: '0c1a10ff' } },
      },
    },
  },
  Assets: [
    asset(
      'FORM_LOGO',
      svg('<circle cx="20" cy="20" r="18" fill="#1c6b32"/><path d="M20 34V14" stroke="#fff"/>', '0 0 40 40'),
    ),
    asset('PAGE_HEADER_LOGO', svg('<rect width="120" height="32" rx="16" fill="#3f7d4e"/>', '0 0 120 32')),
    asset('PAGE_BACKGROUND', svg('<rect width="400" height="300" fill="#cfe8d4"/>', '0 0 400 300'), 'LIGHT'),
    asset('PAGE_BACKGROUND', svg('<rect width="400" height="300" fill="#12301a"/>', '0 0 400 300'), 'DARK'),
  ],
};

/** A night club: dark for everybody, with corners, a form at the side, and no graphics. */
const CLUB = {
  Settings: {
    categories: {
      global: { colorSchemeMode: 'DARK' },
      form: { displayGraphics: false, location: { horizontal: 'START', vertical: 'CENTER' } },
    },
    componentClasses: { buttons: { borderRadius: 0 }, input: { borderRadius: 0 } },
    components: {
      form: { borderRadius: 0, darkMode: { backgroundColor: '1a0b2eff', borderColor: 'ff3df2ff' } },
      pageBackground: { darkMode: { color: '0a0014ff' } },
      pageText: { darkMode: { headingColor: 'ff8df7ff', bodyColor: 'e4d4ffff', descriptionColor: 'e4d4ffff' } },
      primaryButton: { darkMode: { defaults: { backgroundColor: 'ff3df2ff', textColor: '0a0014ff' } } },
    },
  },
};

/** CSS as it was written for the classic pages. */
const CLASSIC_CSS = `
.background-customizable { background-color: #fff8e7; border: 2px solid #7a4b00; }
.banner-customizable { padding: 20px; background-color: #7a4b00; }
.label-customizable { font-weight: 600; color: #4a2d00; }
.textDescription-customizable { padding-top: 10px; font-size: 15px; color: #4a2d00; }
.inputField-customizable { width: 100%; height: 42px; color: #4a2d00; background-color: #fff; border: 1px solid #7a4b00; }
.submitButton-customizable { font-size: 15px; font-weight: bold; height: 44px; width: 100%; color: #fff; background-color: #7a4b00; }
.submitButton-customizable:hover { color: #fff; background-color: #4a2d00; }
.errorMessage-customizable { padding: 8px; background: #fdecea; border: 2px solid #b00020; color: #8a0018; }
`;

describeInChromium('pictures of the pages', () => {
  const app = testApp();
  let browser: Browser;
  const brands = new Map<string, Shown>();

  beforeAll(async () => {
    browser = await launchChromium();
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    const managed = await createPool(app);
    brands.set('plain', await shownOn(managed, 'plain', 2));
    for (const [name, brand] of Object.entries({ garden: GARDEN, club: CLUB })) {
      const shown = await shownOn(managed, name, 2);
      const whose = { UserPoolId: managed.id, ClientId: shown.client!.id };
      await app.call('CreateManagedLoginBranding', { ...whose, ...brand });
      brands.set(name, shown);
    }
    const old = await createPool(app);
    const classic = await shownOn(old, 'classic', 1);
    await app.call('CreateUserPoolDomain', { UserPoolId: old.id, Domain: 'classic', ManagedLoginVersion: 1 });
    await app.call('SetUICustomization', { UserPoolId: old.id, ClientId: classic.client!.id, CSS: CLASSIC_CSS });
    brands.set('classic', classic);
  });
  afterAll(() => browser?.close());

  async function shownOn(pool: Pool, name: string, managedLoginVersion: number): Promise<Shown> {
    const client = await createClient(app, pool, { clientName: name });
    const domain = { domain: name, poolId: pool.id, managedLoginVersion, createdAt: 0, modifiedAt: 0, version: 0 };
    return { deps: app.deps, pool, client, domain };
  }

  /** The language of the pictures from right to left, once there is one. */
  const languageOf = (way: Way) =>
    way === 'right-to-left' ? app.deps.catalogues.languages.find((one) => directionOf(one) === 'rtl') : ENGLISH_CODE;

  /** Takes pictures of the pages of a brand, and returns what was wrong with them. */
  async function takePictures(brand: string, way: Way, names: readonly string[]): Promise<readonly string[]> {
    const shown = brands.get(brand)!;
    const { publicUrl } = app.deps.deployment;
    const context = await browser.newContext({ ...WAYS[way], reducedMotion: 'reduce' });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    let asked = { page: '', state: '' };
    await context.route('**', async (route) => {
      const url = new URL(route.request().url());
      if (url.origin !== publicUrl) {
        problems.push(`It loads ${url}.`);
        return route.abort();
      }
      const event = getOf(url);
      const response = url.pathname === '/login' ? await statePage(shown, asked, event) : await pages(event);
      const { statusCode = 404, headers = {} } = response ?? {};
      await route.fulfill({ status: statusCode, headers, body: response && bodyOf(response) });
    });
    for (const [name, pageName, state] of SHOWN.filter(([name]) => names.includes(name))) {
      asked = { page: pageName, state };
      const query = new URLSearchParams({ client_id: shown.client!.id, lang: languageOf(way) ?? ENGLISH_CODE });
      await page.goto(`${publicUrl}/login?${query}`);
      expect(await page.locator('h1').textContent()).not.toBe('');
      const path = `${FOLDER}/${brand}-${name}-${way}.png`;
      await page.screenshot({ path, fullPage: true });
      expect(statSync(path).size).toBeGreaterThan(1000);
    }
    await context.close();
    return problems;
  }

  const ways = Object.keys(WAYS) as Way[];
  it.each(ways)('show the plain pages, %s', async (way) => {
    if (languageOf(way) === undefined) return console.warn('NOT MADE: no catalogue is written from right to left.');
    const names = SHOWN.map(([name]) => name);
    expect(await takePictures('plain', way, names)).toEqual([]);
  });
  it.each(['garden', 'club', 'classic'].flatMap((brand) => ways.map((way) => [brand, way] as const)))(
    'show the pages of %s, %s',
    async (brand, way) => {
      if (languageOf(way) === undefined) return;
      expect(await takePictures(brand, way, BRANDED)).toEqual([]);
    },
  );
});

function getOf({ host, pathname, search }: URL): HttpEvent {
  return {
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { host },
    isBase64Encoded: false,
    requestContext: { requestId: 'test', timeEpoch: 0, http: { method: 'GET', sourceIp: '127.0.0.1' } },
  };
}
