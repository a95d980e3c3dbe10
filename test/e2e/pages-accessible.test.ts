import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUILT_IN, catalogueFolder } from '#adapters/catalogues/folder.ts';
import { MANAGED_LOGIN } from '#core/domains/check.ts';
import { directionOf } from '#core/languages/language.ts';
import { type Shown, statePage } from '#infra/preview/state-page.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { testApp } from '#test/app.ts';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { createClient, createPool } from '#test/fixtures.ts';
import type { PageState } from '#ui/states/state.ts';
import { allStates } from '#ui/states/states.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of axe-core that these pages need not keep, beside which all are checked, best practices and experiments too. */
const NOT_WANTED: readonly string[] = [
  // AAA asks for a contrast of 7:1, which a button in the colour of a brand need not have. That of AA is checked.
  'color-contrast-enhanced',
];
/** The rules that a colour can break. */
const OF_COLOURS: readonly string[] = ['color-contrast', 'link-in-text-block'];
/** The rules that the words can break: those of another language may be missing, or be the same for two things. */
const OF_WORDS: readonly string[] = [
  'button-name',
  'document-title',
  'empty-heading',
  'html-has-lang',
  'html-lang-valid',
  'html-xml-lang-mismatch',
  'identical-links-same-purpose',
  'label',
  'label-content-name-mismatch',
  'label-title-only',
  'link-name',
  'svg-img-alt',
  'valid-lang',
];

const STATES = allStates();
/** One state of each page. */
const ONE_EACH = STATES.filter(({ page }, index) => STATES.findIndex((one) => one.page === page) === index);
const LANGUAGES = catalogueFolder(BUILT_IN).languages;
/** The languages of which every state is looked at: one with long words, and one from right to left. */
const LONGEST = ['ar', 'de'];
/** All rules are checked in every state, language and color scheme. That takes minutes. */
const EVERY_STATE = process.env.OWNPOOL_EVERY_STATE === '1';
/** A phone as narrow as WCAG 2.2 asks for (success criterion 1.4.10), and a window. */
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };
/** What a browser sees of a page. */
type Seen = Readonly<Record<'language' | 'direction' | 'title' | 'heading', string>> & { readonly width: number };
const SEEN = `() => ({
  language: document.documentElement.lang,
  direction: getComputedStyle(document.documentElement).direction,
  title: document.title,
  heading: document.querySelector('h1')?.textContent,
  width: document.documentElement.scrollWidth,
})`;

/**
 * Returns what is wrong with the way of the focus through a page: it goes upwards, or it cannot be seen where it is (WCAG 2.2,
 * success criteria 2.4.3 and 2.4.7).
 */
const FOCUS_PROBLEMS = `(() => {
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !element.disabled);
  const unseen = stops.filter((element) => {
    element.focus({ focusVisible: true });
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) && boxShadow === 'none';
  });
  const upwards = stops.filter((element, index) =>
    element.tabIndex > 0 || (index > 0 && element.getBoundingClientRect().bottom <= stops[index - 1].getBoundingClientRect().top));
  return [
    ...unseen.map((element) => 'the focus is not seen: ' + element.outerHTML),
    ...upwards.map((element) => 'the focus goes upwards: ' + element.outerHTML),
  ];
})()`;

/** A page to sign in on has at most so many bytes, with its style sheet and its scripts. */
const LIGHT_BYTES = 30 * 1024;

/** A tab of the browser, and a function that opens a response as a page in it, with axe-core. */
type Tab = { readonly page: Page; readonly open: (response: Pick<HttpResponse, 'headers' | 'body'>) => Promise<void> };

/** How long a test may take, in milliseconds: it opens some hundred pages on a machine that may be busy. */
const PATIENCE = EVERY_STATE ? 1_800_000 : 240_000;
/** How many pages the browser has open at the same time. */
const AT_ONCE = 3;

describeInChromium('the pages', () => {
  const app = testApp();
  let browser: Browser;
  let shown: Shown;

  beforeAll(async () => {
    browser = await launchChromium();
    const pool = await createPool(app);
    const client = await createClient(app, pool);
    const none = { domain: 'pages', poolId: pool.id, createdAt: 0, modifiedAt: 0, version: 0 };
    shown = { deps: app.deps, pool, client, domain: { ...none, managedLoginVersion: MANAGED_LOGIN } };
  });
  afterAll(() => browser?.close());

  /** Responds with a page as the service does, in a language. */
  async function responseFor({ page, state }: PageState, language: string): Promise<HttpResponse> {
    const event = {
      rawPath: '/login',
      rawQueryString: `lang=${language}&client_id=${shown.client!.id}`,
      headers: { host: 'localhost' },
      isBase64Encoded: false,
      requestContext: { requestId: 'test', timeEpoch: 0, http: { method: 'GET', sourceIp: '127.0.0.1' } },
    };
    const response = await statePage(shown, { page, state }, event);
    return response!;
  }

  /** Does something with every item, in a few tabs at once. What is found is returned in the order of the alphabet. */
  async function inTabs<T>(items: readonly T[], look: (tab: Tab, item: T) => Promise<readonly string[]>) {
    const queue = [...items];
    const found: string[] = [];
    const work = async () => {
      const tab = await newTab();
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) found.push(...(await look(tab, item)));
      await tab.page.context().close();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return found.sort();
  }

  async function newTab(): Promise<Tab> {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: WIDE });
    const page = await context.newPage();
    let response: Parameters<Tab['open']>[0];
    await page.route('http://localhost/**', (route) => {
      // Its policy would keep axe-core out.
      const { 'content-security-policy': _, ...headers } = response.headers;
      return route.fulfill({ headers, body: response.body });
    });
    const open: Tab['open'] = async (next) => {
      response = next;
      await page.goto('http://localhost/login');
      await page.evaluate(AXE);
    };
    return { page, open };
  }

  const named = ({ page, state }: PageState, more: string) => `${page}, ${state}, ${more}`;

  /** Returns what breaks a rule, a line for each. Without `rules`, all that are wanted are checked. */
  async function broken(page: Page, name: string, rules?: readonly string[]): Promise<readonly string[]> {
    const results = (await page.evaluate(`axe.run(document, {
      resultTypes: ['violations', 'incomplete'],
      runOnly: {
        type: 'rule',
        values: ${JSON.stringify(rules)} ?? axe.getRules().map(({ ruleId }) => ruleId).filter((id) => !${JSON.stringify(NOT_WANTED)}.includes(id)),
      },
    })`)) as AxeResults;
    // A contrast that axe-core cannot tell, as over a picture, has to be seen to be enough.
    const unclear = results.incomplete.filter(({ id }) => id === 'color-contrast');
    return [...results.violations, ...unclear].map(
      ({ id, help, nodes }) => `${name}: ${id}, ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
  }

  /** Returns what breaks a rule in light, and what breaks one of colours in dark. */
  async function brokenInBoth(page: Page, name: string): Promise<readonly string[]> {
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await broken(page, `${name}, light`);
    await page.emulateMedia({ colorScheme: 'dark' });
    return [...light, ...(await broken(page, `${name}, dark`, OF_COLOURS))];
  }

  it(
    'break no rule of axe-core in any state, light and dark',
    async () => {
      const found = await inTabs(STATES, async ({ page, open }, state) => {
        await open(await responseFor(state, 'en'));
        const found = await brokenInBoth(page, named(state, 'en'));
        const focus = (await page.evaluate(FOCUS_PROBLEMS)) as string[];
        return [...found, ...focus.map((problem) => `${named(state, 'focus')}: ${problem}`)];
      });
      expect(found).toEqual([]);
    },
    PATIENCE,
  );

  const withoutScripts = (html: string) => html.replace(/<script>.*?<\/script>|<\/?noscript>/gs, '');

  it(
    'are light where people sign in, and load nothing',
    async () => {
      const logins = STATES.filter(({ page }) => page === 'login');
      const pages = [
        ...logins.map((state) => ({ language: 'en', state })),
        ...LANGUAGES.flatMap((language) => logins.slice(0, 1).map((state) => ({ language, state }))),
      ];
      for (const { language, state } of pages) {
        const { body } = await responseFor(state, language);
        expect(Buffer.byteLength(body), named(state, language)).toBeLessThan(LIGHT_BYTES);
        // Browsers ask for an icon unless they are told of one, which Playwright does not show.
        expect(body).toContain('<link rel="icon" href="data:,">');
      }

      const { page, open } = await newTab();
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url()));
      for (const state of ONE_EACH) await open(await responseFor(state, 'en'));
      expect(loaded).toEqual(ONE_EACH.map(() => 'http://localhost/login'));
      await page.context().close();
    },
    PATIENCE,
  );

  it(
    'break no rule without scripts',
    async () => {
      const pages = await Promise.all(
        ONE_EACH.map(async (state) => ({ state, response: await responseFor(state, 'en') })),
      );
      const changed = pages.filter(({ response }) => response.body.includes('<script'));
      expect(changed).not.toEqual([]);
      const found = await inTabs(changed, async ({ page, open }, { state, response }) => {
        await open({ ...response, body: withoutScripts(response.body) });
        return broken(page, named(state, 'without scripts'));
      });
      expect(found).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'are as they are said to be in every language, and no wider than a phone',
    async () => {
      const states = EVERY_STATE ? STATES : ONE_EACH;
      const pages = LANGUAGES.flatMap((language) =>
        (LONGEST.includes(language) ? STATES : states).map((state) => ({ language, state })),
      );
      const found = await inTabs(pages, async ({ page, open }, { language, state }) => {
        const response = await responseFor(state, language);
        // It costs less to put a document without scripts in place of another one than to open it.
        if (page.url() === 'about:blank') await open({ ...response, body: '' });
        await page.setViewportSize(NARROW);
        const seen = (await page.evaluate(
          `document.open(); document.write(${JSON.stringify(withoutScripts(response.body))}); document.close(); (${SEEN})()`,
        )) as Seen;
        const name = named(state, language);
        return [
          ...(seen.language === language ? [] : [`${name}: the language is ${seen.language}`]),
          ...(seen.direction === directionOf(language) ? [] : [`${name}: the direction is ${seen.direction}`]),
          ...(seen.title && seen.title === seen.heading ? [] : [`${name}: the title is ${seen.title}`]),
          ...(seen.width <= NARROW.width ? [] : [`${name}: it is ${seen.width} pixels wide`]),
          ...(EVERY_STATE ? await brokenInBoth(page, name) : []),
          ...(!EVERY_STATE && ONE_EACH.includes(state) ? await broken(page, name, OF_WORDS) : []),
        ];
      });
      expect(found).toEqual([]);
    },
    PATIENCE,
  );
});
