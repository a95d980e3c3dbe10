import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium, signInOn } from '#test/chromium.ts';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';
import { type AppServer, startApp } from './app-server.ts';
import { type HostedPool, hostedPool, onServer, PASSWORD } from './hosted-pool.ts';

describeInChromium('a sign-up by link', () => {
  let server: RunningServer;
  let browser: Browser;
  let pool: HostedPool;
  let app: AppServer;

  beforeAll(async () => {
    [server, browser, app] = await Promise.all([startServerProcess(), launchChromium(), startApp('oidc-client-ts')]);
    pool = await hostedPool(onServer(server), {
      AutoVerifiedAttributes: ['email'],
      VerificationMessageTemplate: {
        DefaultEmailOption: 'CONFIRM_WITH_LINK',
        EmailMessageByLink: '<p>Welcome! {##Confirm your address##}</p>',
      },
    });
  });
  afterAll(async () => {
    app?.close();
    await browser?.close();
    await server?.dispose();
  });

  it('leads from the page of an app to a user who signs in, without scripts', async () => {
    const callback = `${app.origin}/callback`;
    const { id } = await pool.client({ CallbackURLs: [callback] });
    const request = { client_id: id, redirect_uri: callback, response_type: 'code' };
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const signInPage = `${pool.domain}/oauth2/authorize?${new URLSearchParams(request)}`;
    await page.goto(signInPage);
    await page.click('a[href*="/signup?"]');
    await page.fill('input[name=username]', 'ada');
    await page.fill('input[name="requiredAttributes[email]"]', 'ada@example.com');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('button[name=signUpButton]');
    await page.waitForSelector('main >> text=a***@e***');

    // Whoever has not followed the link gets no further.
    await page.goto(signInPage);
    await signInOn(page, 'ada', PASSWORD);
    await page.waitForSelector('[role=status]');
    expect(page.url().startsWith(pool.domain)).toBe(true);

    const { body } = await newestMessage(server.endpoint, 'ada@example.com');
    const [, href = '', text] = /<a [^>]*href="?'?([^"'>]+)[^>]*>([^<]*)<\/a>/.exec(body) ?? [];
    expect(text).toBe('Confirm your address');
    const link = href.replaceAll('&amp;', '&');
    expect(link.startsWith(`${pool.domain}/confirmUser?`)).toBe(true);
    const mail = await context.newPage();
    await mail.goto(link);
    expect(await mail.textContent('main')).toContain('confirmed');
    // A second click does no harm.
    await mail.goto(link);
    expect(await mail.textContent('main')).toContain('confirmed');

    await page.goto(signInPage);
    await signInOn(page, 'ada', PASSWORD);
    await page.waitForURL(`${callback}?code=**`);
  });
});
