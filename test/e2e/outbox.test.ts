import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createOutbox } from '#adapters/local/outbox.ts';
import { outboxResponse } from '#infra/local/outbox-page.ts';
import { describeInChromium, launchChromium } from '#test/chromium.ts';

describeInChromium('the outbox in a browser', () => {
  const outbox = createOutbox({ now: () => Date.UTC(2026, 0, 1) });
  const asked: string[] = [];
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, answer) => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
      asked.push(pathname);
      const event = {
        rawPath: pathname,
        rawQueryString: search.slice(1),
        headers: request.headers as Record<string, string>,
        isBase64Encoded: false,
        requestContext: { requestId: 'r', timeEpoch: 0, http: { method: request.method ?? '', sourceIp: '127.0.0.1' } },
      };
      const response = outboxResponse(event, outbox);
      answer.writeHead(response?.statusCode ?? 200, response?.headers ?? {}).end(response?.body ?? 'landed');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchChromium();
    await outbox.send({
      medium: 'EMAIL',
      to: 'ada@example.com',
      purpose: 'CustomMessage_SignUp',
      subject: 'Hello',
      body: `<style>p { color: rgb(1, 2, 3) }</style><p id="p">Dear <b>Ada</b></p><a href="${origin}/confirm?a=1">Verify</a>
<script>document.getElementById('p').textContent = 'ran'; fetch('/stolen')</script><img src="/pixel" onerror="parent.location='/gone'">
<form action="/sent" target="_top"><button>Send</button></form><a id="top" target="_top" href="/gone">Top</a>`,
    });
    await outbox.send({ medium: 'SMS', to: '+15551239878', body: 'Code 222222', code: '222222' });
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext();
    page = await context.newPage();
    asked.length = 0;
  });

  it('filters by a form', async () => {
    await page.goto(`${origin}/_outbox`);
    await page.click('text=stop and filter');
    await page.selectOption('select[name=purpose]', 'CustomMessage_SignUp');
    await page.click('text=Filter >> nth=-1');
    expect(await page.locator('article').count()).toBe(1);
    expect(await page.locator('h1').textContent()).toBe('Outbox: sign-up code');
  });

  it('shows a mail as HTML, which can do nothing but open links in tabs of their own', async () => {
    await page.goto(`${origin}/_outbox?to=ada@example.com`);
    await page.click('text=Open, as HTML too');
    const frame = page.frameLocator('iframe');
    expect(await frame.locator('#p').textContent()).toBe('Dear Ada');
    expect(await page.frames()[1]?.evaluate("getComputedStyle(document.getElementById('p')).color")).toBe(
      'rgb(1, 2, 3)',
    );
    await frame.locator('button').click();
    await frame.locator('#top').click();
    expect(new URL(page.url()).pathname).toBe('/_outbox/message');

    const [tab] = await Promise.all([context.waitForEvent('page'), frame.locator('text=Verify').click()]);
    await tab.waitForLoadState();
    expect(tab.url()).toBe(`${origin}/confirm?a=1`);
    expect(await tab.evaluate('[window.opener, document.referrer]')).toEqual([null, '']);
    expect(asked.filter((path) => !/^\/(_outbox.*|confirm|favicon\.ico)$/.test(path))).toEqual([]);
  });

  it('has the link of a mail in its text, too', async () => {
    await page.goto(`${origin}/_outbox`);
    const link = page.locator('article pre a');
    const [tab] = await Promise.all([context.waitForEvent('page'), link.first().click()]);
    expect(tab.url()).toBe(`${origin}/confirm?a=1`);
  });
});
