import { createHash } from 'node:crypto';
import { domainHandler } from '#functions/hosted/domain-handler.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import type { TestApp } from './app.ts';

/** A response, and what a browser would see in it. */
export type Visit = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The URL that a redirect leads to. */
  readonly location: URL | undefined;
  /** The values of hidden fields and inputs by their names, and where the form goes. */
  readonly fields: Readonly<Record<string, string>>;
  readonly action: string | undefined;
  /** The heading of the page. */
  readonly title: string | undefined;
  /** The text that tells what has happened. */
  readonly notice: string | undefined;
  /** The text beside the form that tells what went wrong. */
  readonly problem: string | undefined;
};

type Sent = {
  readonly form?: Readonly<Record<string, string>>;
  /** A form as it is on the wire, in place of its fields. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A browser without scripts on the pages of a service: it keeps cookies, and sends the fields of forms. */
export type Browser = ReturnType<typeof testBrowser>;

export function testBrowser(app: TestApp, { host = 'id.example.com' } = {}) {
  const handle = domainHandler(() => Promise.resolve(app.deps));
  const cookies = new Map<string, { readonly value: string; readonly path: string }>();

  const send = async (method: string, url: string, { form, body, headers = {} }: Sent = {}): Promise<Visit> => {
    const { pathname, search } = new URL(url, `https://${host}`);
    const own = [...cookies].filter(([, { path }]) => pathname.startsWith(path));
    const event: HttpEvent = {
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers: {
        host,
        'user-agent': 'test',
        ...((form || body !== undefined) && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(own.length > 0 && { cookie: own.map(([name, { value }]) => `${name}=${value}`).join('; ') }),
        ...headers,
      },
      body: body ?? (form ? new URLSearchParams(form).toString() : ''),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'request-1',
        timeEpoch: app.deps.clock.now(),
        http: { method, sourceIp: '192.0.2.1' },
      },
    };
    const response = await handle(event);
    for (const cookie of response.cookies ?? []) keep(cookie);
    return visitOf(response, new URL(url, `https://${host}`));
  };

  const keep = (header: string) => {
    const [pair = '', ...attributes] = header.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const attribute = (key: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    if (attribute('max-age') === '0') return void cookies.delete(name);
    cookies.set(name, { value: decodeURIComponent(pair.slice(name.length + 1)), path: attribute('path') ?? '/' });
  };

  return {
    cookies,
    send,
    get: (url: string, more?: Sent) => send('GET', url, more),
    /** Sends a form without what a page has given, as a program does. */
    post: (url: string, form: Readonly<Record<string, string>>, more?: Sent) => send('POST', url, { ...more, form }),
    /** Sends any body with any method, as a form unless the headers say otherwise. */
    raw: (method: string, url: string, body?: string, headers?: Readonly<Record<string, string>>) =>
      send(method, url, { ...(body !== undefined && { body }), ...(headers && { headers }) }),
    /** Sends the form of a page with these fields filled in. */
    submit: (page: Visit, filled: Readonly<Record<string, string>> = {}) =>
      send('POST', page.action ?? '', { form: { ...page.fields, ...filled } }),
  };
}

function visitOf({ statusCode, headers, body }: HttpResponse, url: URL): Visit {
  const form = body.replace(/<form method="get"[\s\S]*?<\/form>/g, '');
  const inputs = [...form.matchAll(/<input[^>]* name="([^"]*)"[^>]*>/g)];
  // A box that is not checked sends nothing.
  const sent = inputs.filter(([input]) => !/ type="checkbox"/.test(input) || / checked\b/.test(input));
  const fields = sent.map(([input, name = '']) => [name, unescaped(/ value="([^"]*)"/.exec(input)?.[1] ?? '')]);
  const action = /<form[^>]* action="([^"]*)"/.exec(form)?.[1];
  const text = (pattern: RegExp) => {
    const found = pattern.exec(body)?.[1];
    return found === undefined ? undefined : unescaped(found);
  };
  return {
    status: statusCode,
    headers,
    body,
    location: headers.location === undefined ? undefined : new URL(headers.location, url),
    fields: Object.fromEntries(fields),
    action: action === undefined ? undefined : unescaped(action),
    title: text(/<h1>([^<]*)</),
    notice: text(/<p role="status">([^<]*)</),
    problem: text(/<p role="alert"(?![^>]* hidden)[^>]*>([^<]*)</),
  };
}

/** The directive by which the policy of a page allows the scripts that are in it, and no others. */
export function scriptDirective({ body }: Visit): string {
  const sources = [...body.matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return `script-src ${sources.length > 0 ? sources.join(' ') : "'none'"}`;
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '');
}
