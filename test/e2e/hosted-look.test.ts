import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ENGLISH } from '#core/languages/texts.ts';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { classicLook } from '#ui/branding/classic.ts';
import { contrast } from '#ui/branding/color.ts';
import { plainColor } from '#ui/branding/css-color.ts';
import { htmlOf } from '#ui/layout.ts';
import { type Look, PLAIN } from '#ui/look.ts';
import { loginPage } from '#ui/pages/login.ts';
import { signUpPage } from '#ui/pages/sign-up.ts';

const FORM = { texts: ENGLISH, action: '/x', csrf: 'c', problem: 'Incorrect username or password.' };
const LOGIN = loginPage({ ...FORM, names: [], username: '', forgotPassword: '/f', signUp: '/s' });
const SIGN_UP = signUpPage({
  ...FORM,
  names: [],
  username: '',
  attributes: [{ name: 'email', field: 'email', isOptional: false }],
  policy: {
    minimumLength: 8,
    requireLowercase: true,
    requireNumbers: true,
    requireSymbols: true,
    requireUppercase: true,
    temporaryPasswordValidityDays: 7,
  },
  terms: undefined,
  signIn: '/l',
});

const customized = (css: string) =>
  classicLook({ poolId: 'p', clientId: 'c', css, cssVersion: 0, createdAt: 0, modifiedAt: 0, version: 1 });

describeInChromium('the look of the pages', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  async function shown(look: Look, content = LOGIN, direction: 'ltr' | 'rtl' = 'ltr', width = 1280): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.setContent(await htmlOf({ ...content, look, language: 'en', direction }));
    return page;
  }

  it.each([
    'display:none!important',
    'visibility:hidden!important;opacity:0!important',
    'position:fixed!important;inset-inline-start:-9999px!important',
    'transform:scale(0)!important;rotate:x 90deg!important;scale:0!important;translate:-9999px!important',
    'clip-path:inset(100%);clip:rect(0 0 0 0);mask:linear-gradient(transparent,transparent);filter:opacity(0)',
    'font-size:0;line-height:0;text-indent:-9999px;letter-spacing:-2em;-webkit-text-fill-color:transparent',
    'width:0;max-width:0;height:0;max-height:0;overflow:hidden;content-visibility:hidden',
    'margin:-9999px!important;padding:9999px!important',
    'color:#fff;background:#fff;border:none',
    'color:transparent;background:url(data:image/png;base64,AA==)',
    'all:unset;font:0/0 serif;color:#fff',
    'margin-left:99vw',
    'margin:1e9px',
    'padding:50vw',
    'border-left:99in solid red',
    'border:50vw solid #fff',
    'margin-left:-9999px;margin-left:0 0;font-size:0;font-size:1.2.3px',
    'width:0!important;box-sizing:content-box;padding:24px;border:10px solid',
    '}.background-customizable{--alert-bg:#fff;--alert-text:#fff;-webkit-text-fill-color:transparent',
    '}.background-customizable{letter-spacing:-2em;word-spacing:-99em;text-indent:-9999px;visibility:hidden',
  ])('shows an error whatever the CSS says: %s', async (declarations) => {
    const page = await shown(customized(`.errorMessage-customizable{${declarations}}`));
    const error = page.locator('[role=alert]');
    expect(await error.isVisible()).toBe(true);
    const box = await error.boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(1280);
    expect(Math.min(box!.width / 10, box!.height)).toBeGreaterThan(12);
    // What is on top at the middle of the text is the text.
    const at = `${box!.x + 20}, ${box!.y + box!.height / 2}`;
    const top = await page.evaluate(`document.elementFromPoint(${at})?.closest('.errorMessage-customizable') !== null`);
    expect(top).toBe(true);
    const [color, fill, background, size] = await page.evaluate<[string, string, string, string]>(`(() => {
      const own = getComputedStyle(document.querySelector('[role=alert]'));
      const of = getComputedStyle(document.querySelector('.errorMessage-customizable'));
      return [own.color, own.webkitTextFillColor, of.backgroundColor, own.fontSize];
    })()`);
    expect(fill).toBe(color);
    expect(contrast(plainColor(color)!, plainColor(background)!)).toBeGreaterThanOrEqual(4.5);
    expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(12);
    await page.close();
  });

  it.each([
    ['ltr', LOGIN],
    ['rtl', LOGIN],
    ['ltr', SIGN_UP],
    ['rtl', SIGN_UP],
  ] as const)('fits into 320 pixels, %s', async (direction, content) => {
    const page = await shown(PLAIN, content, direction, 320);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(320);
    // A button beside a field may be as small as WCAG 2.2 lets it be (success criterion 2.5.8).
    for (const [selector, least] of [
      ['input:not([type=hidden]), button:not(.small)', 44],
      ['button.small', 24],
    ] as const) {
      for (const one of await page.locator(selector).all()) {
        expect((await one.boundingBox())!.height).toBeGreaterThanOrEqual(least);
      }
    }
    await page.close();
  });

  it('goes with the browser from light to dark', async () => {
    const page = await shown(PLAIN);
    const colorOf = () => page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor");
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await colorOf()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await colorOf()).toBe('rgb(15, 27, 42)');
    await page.close();
  });
});
