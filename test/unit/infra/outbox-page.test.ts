import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createOutbox } from '#adapters/local/outbox.ts';
import { outboxResponse } from '#infra/local/outbox-page.ts';
import type { Message } from '#ports/messages.ts';
import type { HttpEvent } from '#protocol/http.ts';

const XSS = `"'><script>alert(1)</script>`;

async function outboxWith(...messages: readonly Message[]) {
  let seconds = 0;
  const outbox = createOutbox({ now: () => Date.UTC(2026, 0, 1, 0, 0, seconds++) });
  for (const message of messages) await outbox.send(message);
  return outbox;
}

type Request = { method?: string; query?: string; headers?: Record<string, string | undefined>; sourceIp?: string };

function eventOf(
  path: string,
  { method = 'GET', query = '', headers = {}, sourceIp = '127.0.0.1' }: Request,
): HttpEvent {
  return {
    rawPath: path,
    rawQueryString: query,
    headers: { host: 'localhost:9229', ...headers },
    isBase64Encoded: false,
    requestContext: { requestId: 'r', timeEpoch: 0, http: { method, sourceIp } },
  };
}

async function ask(path: string, request: Request = {}, ...messages: readonly Message[]) {
  const response = outboxResponse(eventOf(path, request), await outboxWith(...messages));
  if (response === undefined) throw new Error(`no response at ${path}`);
  return response;
}

const mail: Message = {
  medium: 'EMAIL',
  to: 'ada@example.com',
  subject: 'Hello',
  body: 'Code 111111.',
  code: '111111',
};
const text: Message = { medium: 'SMS', to: '+15551239878', body: 'Code 222222.', code: '222222' };

describe('who is answered', () => {
  it.each(['/', '/_outbox/', '/_outboxes', '/_outbox/messages/', '/_Outbox', '/login'])(
    '%s is not its path',
    (path) => {
      const request = eventOf(path, { headers: { host: 'evil.example' } });
      expect(outboxResponse(request, { messages: () => [] })).toBeUndefined();
    },
  );

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'a caller at %s is on this machine',
    async (sourceIp) => {
      expect((await ask('/_outbox', { sourceIp })).statusCode).toBe(200);
    },
  );

  it.each(['192.0.2.2', '10.0.0.1', '::ffff:192.0.2.2', '2001:db8::1', ''])(
    'a caller at %j is refused',
    async (sourceIp) => {
      const response = await ask('/_outbox/messages', { sourceIp }, mail);
      expect(response.statusCode).toBe(403);
      expect(response.body).not.toContain('111111');
    },
  );

  it.each(['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'])(
    'a request with %s came through a proxy: refused',
    async (name) => {
      expect((await ask('/_outbox', { headers: { [name]: '127.0.0.1' } }, mail)).statusCode).toBe(403);
    },
  );

  const hosts = ['localhost', 'localhost:9229', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:9229', '[::1]', '[::1]:9229'];
  it.each(hosts)('Host %s is this machine', async (host) => {
    expect((await ask('/_outbox', { headers: { host } })).statusCode).toBe(200);
    expect((await ask('/_outbox/messages', { headers: { host } })).statusCode).toBe(200);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:9229',
    'localhost:9229.evil.example',
    'localhost:',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    '10.0.0.1:9229',
    '::1',
    '[::2]',
    'localhost\nevil.example',
    'evil@localhost',
  ])('Host %j is refused in one sentence that shows no message', async (host) => {
    for (const path of ['/_outbox', '/_outbox/messages']) {
      const response = await ask(path, { headers: { host } }, mail);
      expect(response.statusCode).toBe(403);
      expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(response.body).toBe('The outbox answers only on this machine, as localhost, 127.0.0.1 or [::1].\n');
    }
  });

  it.each(['cross-site', 'same-site', 'nonsense', ''])('Sec-Fetch-Site %j is refused', async (site) => {
    for (const path of ['/_outbox', '/_outbox/messages']) {
      const response = await ask(path, { headers: { 'sec-fetch-site': site } }, mail);
      expect(response.statusCode).toBe(403);
      expect(response.body).not.toContain('111111');
    }
  });

  it.each(['same-origin', 'none', undefined])('Sec-Fetch-Site %s is answered', async (site) => {
    expect((await ask('/_outbox/messages', { headers: { 'sec-fetch-site': site } })).statusCode).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'get'])('%s is not allowed', async (method) => {
    const response = await ask('/_outbox', { method }, mail);
    expect([response.statusCode, response.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(response.body).not.toContain('111111');
  });

  it('HEAD has the headers and no body', async () => {
    const head = await ask('/_outbox', { method: 'HEAD' }, mail);
    const get = await ask('/_outbox', {}, mail);
    expect([head.statusCode, head.body, head.headers]).toEqual([200, '', get.headers]);
  });
});

describe('headers', () => {
  it.each([
    ['the page', '/_outbox', {}],
    ['the list', '/_outbox/messages', {}],
    ['a refusal', '/_outbox', { headers: { host: 'evil.example' } }],
    ['a wrong method', '/_outbox', { method: 'POST' }],
  ])('of %s forbid storing, framing, sniffing, referring and running', async (_what, path, request) => {
    const { headers } = await ask(path, request);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('allow exactly the style sheet of the page', async () => {
    const { body, headers } = await ask('/_outbox');
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(style).not.toBe('');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
  });
});

describe('the list for scripts', () => {
  it('is a JSON array of exactly seven fields, newest first', async () => {
    const { headers, body } = await ask('/_outbox/messages', {}, mail, text);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual([
      { ...text, purpose: null, subject: null, sentAt: '2026-01-01T00:00:01.000Z' },
      { ...mail, purpose: null, sentAt: '2026-01-01T00:00:00.000Z' },
    ]);
  });

  it('is [] when there is nothing', async () => {
    expect((await ask('/_outbox/messages')).body).toBe('[]');
  });

  it.each([
    ['to=ADA@example.com', ['111111']],
    ['to=%2B15551239878', ['222222']],
    ['to=+15551239878', ['222222']],
    ['to=nobody@example.com', []],
    ['to=', []],
  ])('?%s finds %j', async (query, codes) => {
    const { body } = await ask('/_outbox/messages', { query }, mail, text);
    expect(JSON.parse(body).map((message: { code: string }) => message.code)).toEqual(codes);
  });
});

describe('the page for people', () => {
  it('says what a message is for', async () => {
    const page = async (purpose: string) => (await ask('/_outbox', {}, { ...text, purpose })).body;
    expect(await page('CustomMessage_Authentication')).toContain('<strong>+15551239878</strong>: sign-in code<');
    expect(await page('<b>')).toContain('<strong>+15551239878</strong>: &lt;b&gt;<');
    expect((await ask('/_outbox', {}, text)).body).toContain('<strong>+15551239878</strong></span>');
  });

  it('says what will appear while there is nothing', async () => {
    const { body, headers } = await ask('/_outbox');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('No messages yet.');
    expect(body).toContain('verification codes');
  });

  it('shows recipient, medium, time, subject, code and body, newest first', async () => {
    const { body } = await ask('/_outbox', {}, mail, text);
    const articles = [...body.matchAll(/<article>[\s\S]*?<\/article>/g)].map(String);
    expect(articles).toHaveLength(2);
    for (const shown of ['SMS', '+15551239878', '<p class="code">222222</p>', '<pre>Code 222222.</pre>']) {
      expect(articles[0]).toContain(shown);
    }
    for (const shown of ['E-mail', 'ada@example.com', '2026-01-01T00:00:00.000Z', 'Hello', '111111', 'Code 111111.']) {
      expect(articles[1]).toContain(shown);
    }
    expect(body).not.toContain('No messages');
  });

  it('shows one recipient when asked', async () => {
    const { body } = await ask('/_outbox', { query: 'to=ada@example.com' }, mail, text);
    expect(body).toContain('111111');
    expect(body).not.toContain('222222');
  });

  it('refreshes by itself until told not to, keeping the recipient', async () => {
    const { body } = await ask('/_outbox', { query: 'to=a%26b@example.com' });
    expect(body).toContain('<meta http-equiv="refresh" content="5">');
    expect(body).toContain('href="/_outbox?to=a%26b%40example.com&amp;refresh=off"');
    const still = await ask('/_outbox', { query: 'to=a%26b@example.com&refresh=off' });
    expect(still.body).not.toContain('http-equiv');
    expect(still.body).toContain('href="/_outbox?to=a%26b%40example.com"');
  });

  it('shows an HTML body as text, with its source below', async () => {
    const { body } = await ask('/_outbox', {}, { ...mail, body: '<p>Password <b>a&amp;b</b></p>' });
    expect(body).toContain('<pre>Password a&amp;b</pre>');
    expect(body).toContain('&lt;p&gt;Password &lt;b&gt;a&amp;amp;b&lt;/b&gt;&lt;/p&gt;');
    expect((await ask('/_outbox', {}, mail)).body).not.toContain('HTML source');
  });

  it.each(['to', 'subject', 'body', 'code'])('runs nothing that stands in %s', async (field) => {
    for (const message of [mail, text]) {
      const { body } = await ask('/_outbox', {}, { ...message, [field]: `${XSS}</pre><img src=x onerror=alert(1)>` });
      expect(body).not.toMatch(/<script|<img/i);
      expect(body).toContain('&lt;script&gt;');
    }
  });

  it('runs nothing that a body has encoded', async () => {
    const { body } = await ask('/_outbox', {}, { ...mail, body: '&lt;script&gt;alert(1)&lt;/script&gt;' });
    expect(body).not.toContain('<script');
    expect(body).toContain('<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>');
  });

  it('runs nothing that stands in the address asked for', async () => {
    const { body } = await ask('/_outbox', { query: `to=${encodeURIComponent(XSS)}` });
    expect(body).not.toContain('<script');
    expect(body).not.toContain('"\'>');
  });
});
