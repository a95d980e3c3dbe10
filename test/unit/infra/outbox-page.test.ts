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

const PATHS = ['/_outbox', '/_outbox/messages', '/_outbox/message', '/_outbox/html'];

/** Asks for a path with the id of the newest message. */
async function askFor(path: string, ...messages: readonly Message[]) {
  const outbox = await outboxWith(...messages);
  const response = outboxResponse(eventOf(path, { query: `id=${outbox.messages()[0]?.id}` }), outbox);
  if (response === undefined) throw new Error(`no response at ${path}`);
  return response;
}

describe('who is answered', () => {
  it.each(['/', '/_outbox/', '/_outboxes', '/_outbox/messages/', '/_outbox/html/', '/_Outbox', '/login'])(
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
    for (const path of PATHS) {
      const response = await ask(path, { headers: { host } }, mail);
      expect(response.statusCode).toBe(403);
      expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(response.body).toBe('The outbox answers only on this machine, as localhost, 127.0.0.1 or [::1].\n');
    }
  });

  it.each(['cross-site', 'same-site', 'nonsense', ''])('Sec-Fetch-Site %j is refused', async (site) => {
    for (const path of PATHS) {
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
  it('is a JSON array of exactly eight fields, newest first', async () => {
    const { headers, body } = await ask('/_outbox/messages', {}, mail, text);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual([
      { ...text, id: expect.any(String), purpose: null, subject: null, sentAt: '2026-01-01T00:00:01.000Z' },
      { ...mail, id: expect.any(String), purpose: null, sentAt: '2026-01-01T00:00:00.000Z' },
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
    ['purpose=CustomMessage_SignUp', ['111111']],
    ['purpose=CustomMessage_SignUp&to=ada@example.com', ['111111']],
    ['purpose=CustomMessage_SignUp&to=%2B15551239878', []],
    ['purpose=custommessage_signup', []],
    ['purpose=null', []],
    ['purpose=', []],
  ])('?%s finds %j', async (query, codes) => {
    const signUp = { ...mail, purpose: 'CustomMessage_SignUp' };
    const { body } = await ask('/_outbox/messages', { query }, signUp, text);
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

  it('asks what to show once it stands still, so that nothing is lost that was typed', async () => {
    const signUp = { ...mail, purpose: 'CustomMessage_SignUp' };
    const moving = await ask('/_outbox', {}, signUp, text);
    expect(moving.body).not.toContain('<form');
    const { body, headers } = await ask('/_outbox', { query: 'refresh=off' }, signUp, { ...text, purpose: XSS });
    expect(body).toContain('<form method="get" action="/_outbox">');
    expect(body).toContain('<option value="CustomMessage_SignUp">sign-up code (CustomMessage_SignUp)</option>');
    expect(body).toContain('<option value="ada@example.com"></option>');
    expect(body.match(/<option value="[^"]/g)).toHaveLength(4);
    expect(body).not.toContain('<script');
    expect(headers['content-security-policy']).toContain("form-action 'self'");
  });

  it.each(['__proto__', 'constructor', 'toString'])('knows no purpose %s', async (purpose) => {
    const { body } = await ask('/_outbox', { query: `purpose=${purpose}&refresh=off` });
    expect(body).toContain(`<h1>Outbox: ${purpose}</h1>`);
    expect(body).toContain(`<option value="${purpose}" selected>${purpose}</option>`);
  });

  it('shows one purpose when asked, and what a form leaves empty counts for nothing', async () => {
    const signUp = { ...mail, purpose: 'CustomMessage_SignUp' };
    const { body } = await ask('/_outbox', { query: 'purpose=CustomMessage_SignUp&to=' }, signUp, text);
    expect(body).toContain('<h1>Outbox: sign-up code</h1>');
    expect([body.includes('111111'), body.includes('222222')]).toEqual([true, false]);
    const all = await ask('/_outbox', { query: 'purpose=&to=' }, signUp, text);
    expect([all.body.includes('111111'), all.body.includes('222222')]).toEqual([true, true]);
    const none = await ask('/_outbox', { query: 'purpose=CustomMessage_Authentication&refresh=off' }, signUp);
    expect(none.body).toContain('No messages of this kind yet.');
    expect(none.body).toContain('<option value="CustomMessage_Authentication" selected>');
  });

  it('shows an HTML body as text', async () => {
    const { body } = await ask('/_outbox', {}, { ...mail, body: '<p>Password <b>a&amp;b</b></p>' });
    expect(body).toContain('<pre>Password a&amp;b</pre>');
    expect(body).not.toContain('<iframe');
  });

  it.each([
    ['http://localhost:9229/d/demo/confirmUser?a=1&b=2', true],
    ['http://127.0.0.1:9229/x', true],
    ['https://[::1]:9229/x', true],
    ['https://auth.localhost:9229/x', true],
    ['http://localhost:9230/x', false],
    ['http://localhost/x', false],
    ['http://localhost:9229@evil.example/x', false],
    ['http://me@localhost:9229/x', false],
    ['http://localhost.evil.example:9229/x', false],
    ['http://notlocalhost:9229/x', false],
    ['https://example.com/x', false],
    ['http://[x', false],
  ])('has a link for %s: %s', async (address, isLink) => {
    const shown = address.replaceAll('&', '&amp;');
    const link = `<a href="${shown}" target="_blank" rel="noopener noreferrer">${shown}</a>`;
    for (const message of [
      { ...mail, body: `<a href="${shown}">Verify</a>, please.` },
      { ...text, body: `See ${address}. Thanks` },
    ]) {
      const { body } = await ask('/_outbox', {}, message);
      expect(body).toContain(shown);
      expect(body.includes(link)).toBe(isLink);
    }
  });

  it.each(['to', 'subject', 'body', 'code'])('runs nothing that stands in %s', async (field) => {
    for (const message of [mail, text]) {
      const bad = { ...message, [field]: `${XSS}</pre><img src=x onerror=alert(1)>` };
      const { body } = await ask('/_outbox', {}, bad);
      const whole = await askFor('/_outbox/message', bad);
      expect(body + whole.body).not.toMatch(/<script|<img/i);
      expect(whole.body).toContain('&lt;script&gt;');
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

describe('a message', () => {
  const html = { ...mail, body: `<html><base target="_top"><p>Password <b>a&amp;b</b></p>${XSS}` };

  it('is reached from the list, and leads back to it', async () => {
    const outbox = await outboxWith(html);
    const [{ id } = { id: '' }] = outbox.messages();
    const list = outboxResponse(eventOf('/_outbox', { query: 'to=ada@example.com' }), outbox);
    expect(list?.body).toContain(`<a href="/_outbox/message?id=${id}&amp;to=ada%40example.com">`);
    const message = outboxResponse(eventOf('/_outbox/message', { query: `id=${id}&to=ada@example.com` }), outbox);
    expect(message?.body).toContain('<a href="/_outbox?to=ada%40example.com">Back to the list</a>');
  });

  it('stands still, as text, as HTML in a frame, and as source', async () => {
    const { statusCode, body, headers } = await askFor('/_outbox/message', html);
    expect([statusCode, body.includes('http-equiv')]).toEqual([200, false]);
    expect(body).toMatch(/<pre>Password a&amp;b\n/);
    expect(body).toMatch(
      /<iframe title="[^"]+" sandbox="allow-popups allow-popups-to-escape-sandbox" src="\/_outbox\/html\?id=[0-9a-f-]{36}"><\/iframe>/,
    );
    expect(body).toContain('&lt;p&gt;Password &lt;b&gt;a&amp;amp;b&lt;/b&gt;&lt;/p&gt;');
    expect(body).not.toContain('<script');
    expect(headers['content-security-policy']).toContain("frame-src 'self'");
    expect(headers['x-frame-options']).toBe('DENY');
  });

  it('has its HTML in a document that can do nothing but open links elsewhere', async () => {
    const { body, headers } = await askFor('/_outbox/html', html);
    expect(body).toBe(`<!doctype html><base target="_blank">${html.body}`);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    });
  });

  it('of a phone is only text', async () => {
    expect((await askFor('/_outbox/message', text)).body).not.toContain('<iframe');
    expect((await askFor('/_outbox/html', text)).statusCode).toBe(404);
  });

  it.each(['', 'id=', 'id=nothing', `id=${encodeURIComponent(XSS)}`])('is not there with ?%s', async (query) => {
    for (const path of ['/_outbox/message', '/_outbox/html']) {
      const { statusCode, body, headers } = await ask(path, { query }, html);
      expect([statusCode, body.includes('<script')]).toEqual([404, false]);
      expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    }
  });
});
