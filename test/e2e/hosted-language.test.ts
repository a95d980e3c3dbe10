import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { type HostedPool, hostedPool, onServer } from './hosted-pool.ts';

const CALLBACK = 'https://app.example.com/callback';

describeInChromium('the choice of the language in a browser', () => {
  let server: RunningServer;
  let browser: Browser;
  let pool: HostedPool;
  let login: string;

  beforeAll(async () => {
    server = await startServerProcess({ from: 'source' });
    pool = await hostedPool(onServer(server));
    const { id } = await pool.client({ CallbackURLs: [CALLBACK] });
    const request = { client_id: id, redirect_uri: CALLBACK, response_type: 'code', state: 'a "b" & <c>' };
    login = `${pool.domain}/login?${new URLSearchParams(request)}`;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  const languageOf = (page: Page) => page.getAttribute('html', 'lang');
  const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

  it.each([true, false])('shows the page in that language and is kept, with scripts: %s', async (javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled, locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(login);
    expect(await heading(page)).toBe('Sign in');
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Polski' });
    await page.getByRole('button', { name: 'Change language' }).click();
    expect([await languageOf(page), await heading(page)]).toEqual(['pl', 'Zaloguj się']);
    expect(new URL(page.url()).searchParams.get('state')).toBe('a "b" & <c>');
    await page.getByRole('link', { name: 'Utwórz konto' }).click();
    expect([await languageOf(page), await heading(page)]).toEqual(['pl', 'Utwórz nowe konto']);
    await page.goto(login);
    expect([await languageOf(page), await heading(page)]).toEqual(['pl', 'Zaloguj się']);
    await context.close();
  });

  it('does nothing until the button is pressed, so that the keyboard leads through all languages', async () => {
    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(login);
    await page.fill('input[name=username]', 'ada');
    const choice = page.getByRole('combobox', { name: 'Language' });
    await choice.focus();
    await choice.press('ArrowDown');
    await choice.press('ArrowDown');
    expect([await languageOf(page), await page.inputValue('input[name=username]')]).toEqual(['en', 'ada']);
    const chosen = await choice.inputValue();
    expect(chosen).not.toBe('en');
    await choice.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('lang') === chosen);
    expect(await languageOf(page)).toBe(chosen);
    await context.close();
  });

  it('turns the page around for a language that is written from right to left', async () => {
    const context = await browser.newContext({ locale: 'ar' });
    const page = await context.newPage();
    await page.goto(login);
    expect([await page.getAttribute('html', 'dir'), await heading(page)]).toEqual(['rtl', 'تسجيل الدخول']);
    expect(await page.getByRole('combobox', { name: 'اللغة' }).inputValue()).toBe('ar');
    await context.close();
  });
});
