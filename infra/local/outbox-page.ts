import { createHash } from 'node:crypto';
import type { Outbox, OutboxMessage } from '#adapters/local/outbox.ts';
import { escapeHtml, htmlToText } from '#core/messages/html.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { response } from '#protocol/respond.ts';
import { refusalOf } from './access.ts';

const PAGE = '/_outbox';
const MESSAGES = '/_outbox/messages';
const MESSAGE = '/_outbox/message';
const HTML = '/_outbox/html';
const REFRESH_SECONDS = 5;

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d4da, #3d434c); --quiet: light-dark(#59616b, #a3abb5); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; }
header p, time, summary, label { color: var(--quiet); }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
article h2 { font-size: 1rem; margin: 0; }
.meta { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; margin: 0; }
.code { font: 600 1.6rem/1.3 ui-monospace, monospace; margin: .5rem 0; }
pre { font: inherit; white-space: pre-wrap; margin: .5rem 0 0; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
label { display: grid; gap: .25rem; }
input, select, button { font: inherit; padding: .375rem .5rem; max-width: 100%; }
iframe { box-sizing: border-box; width: 100%; height: 60vh; resize: vertical; border: 1px solid var(--line); background: #fff; }
h2.part { font-size: 1rem; }
details pre { font: .85rem/1.4 ui-monospace, monospace; }
`;

// The bodies of e-mails may contain text of strangers, in user names and attributes. On these pages they are shown only as
// text, and nothing but this style sheet may load or run.
const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src ${STYLE_SOURCE}; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** What the HTML of a mail may do: open a link in a tab of its own, which knows nothing of this page. */
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** The HTML of a mail is a document of its own origin. It runs nothing, loads nothing and sends no form. */
const HTML_HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox ${SANDBOX}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
  'x-frame-options': 'SAMEORIGIN',
} as const;

type Source = Pick<Outbox, 'messages'>;
/** Which messages are asked for. `purpose` is such as CustomMessage_SignUp. */
type Filter = { readonly to?: string | undefined; readonly purpose?: string | undefined };

/**
 * Returns the outbox, or undefined for every other path. It has a page for people at /_outbox, one for each message, and a
 * JSON array for scripts at /_outbox/messages. The lists are newest first; `?to=` selects a recipient and `?purpose=` a purpose. The
 * outbox shows valid codes, so it answers to this machine only (see refusalOf).
 */
export function outboxResponse(event: HttpEvent, outbox: Source): HttpResponse | undefined {
  if (![PAGE, MESSAGES, MESSAGE, HTML].includes(event.rawPath)) return undefined;
  const answer = answerTo(event, outbox);
  return event.requestContext.http.method === 'HEAD' ? { ...answer, body: '' } : answer;
}

function answerTo(event: HttpEvent, outbox: Source): HttpResponse {
  const { rawPath, rawQueryString } = event;
  const refusal = refusalOf(event, { name: 'outbox', headers: SECURITY_HEADERS }, { open: false });
  if (refusal) return refusal;
  const query = new URLSearchParams(rawQueryString);
  const filter = filterOf(query);
  if (rawPath === MESSAGES) return answerOf(200, 'application/json', JSON.stringify(selected(outbox, filter)));
  // A form sends the fields that were left empty.
  const chosen = { to: filter.to || undefined, purpose: filter.purpose || undefined };
  const host = event.headers.host ?? '';
  if (rawPath === PAGE) return answerOf(200, 'text/html', listPage(outbox, chosen, { host, query }));
  const message = outbox.messages().find(({ id }) => id === query.get('id'));
  if (!message) return answerOf(404, 'text/html', gonePage(chosen));
  if (rawPath === MESSAGE) return answerOf(200, 'text/html', messagePage(message, chosen, host));
  if (message.medium !== 'EMAIL') return answerOf(404, 'text/html', gonePage(chosen));
  return response(200, 'text/html; charset=utf-8', frameOf(message), HTML_HEADERS);
}

/**
 * Returns the filter of the query. Addresses and numbers have no spaces, so a space stands for a `+` that the script did
 * not percent-encode.
 */
function filterOf(query: URLSearchParams): Filter {
  return { to: query.get('to')?.replaceAll(' ', '+'), purpose: query.get('purpose') ?? undefined };
}

function selected(outbox: Source, { to, purpose }: Filter): readonly OutboxMessage[] {
  return outbox.messages(to).filter((message) => purpose === undefined || message.purpose === purpose);
}

function answerOf(statusCode: number, type: string, body: string): HttpResponse {
  return response(statusCode, `${type}; charset=utf-8`, body, SECURITY_HEADERS);
}

/** Returns a path with what is not undefined in its query, for an attribute. */
function linkTo(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return escapeHtml(query.size === 0 ? path : `${path}?${query}`);
}

/** Returns a whole page. `head` and `body` are HTML. */
function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

type Asked = { readonly host: string; readonly query: URLSearchParams };

/** The list refreshes by itself, so it has nothing in it that one opens or fills in; the filter is there once it stands still. */
function listPage(outbox: Source, filter: Filter, { host, query }: Asked): string {
  const refreshes = query.get('refresh') !== 'off';
  const messages = selected(outbox, filter);
  const isFiltered = filter.to !== undefined || filter.purpose !== undefined;
  const toggle = refreshes
    ? `refreshes every ${REFRESH_SECONDS} seconds, <a href="${linkTo(PAGE, { ...filter, refresh: 'off' })}">stop and filter</a>`
    : `<a href="${linkTo(PAGE, filter)}">refresh by itself</a>`;
  const all = isFiltered ? `, <a href="${PAGE}">all messages</a>` : '';
  const articles = messages.map((message) => article(message, filter, host)).join('\n');
  return page(
    `Outbox (${messages.length})`,
    `<header>
<h1>Outbox${isFiltered ? `: ${escapeHtml(nameOf(filter))}` : ''}</h1>
<p>Newest first; ${toggle}. <a href="${linkTo(MESSAGES, filter)}">As JSON</a>${all}</p>
${refreshes ? '' : filterForm(outbox, filter)}
</header>
<main>
${messages.length === 0 ? emptyState(isFiltered) : articles}
</main>`,
    refreshes ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : '',
  );
}

const nameOf = ({ to, purpose }: Filter): string =>
  [to, purpose === undefined ? undefined : (PURPOSES.get(purpose) ?? purpose)].filter(Boolean).join(', ');

function filterForm(outbox: Source, { to = '', purpose }: Filter): string {
  const all = outbox.messages();
  const purposes = new Set([...(purpose === undefined ? [] : [purpose]), ...all.flatMap((one) => one.purpose ?? [])]);
  const recipients = new Set(all.map((one) => one.to));
  const options = [...purposes].sort().map((one) => {
    const known = PURPOSES.get(one);
    const label = known === undefined ? one : `${known} (${one})`;
    return `<option value="${escapeHtml(one)}"${one === purpose ? ' selected' : ''}>${escapeHtml(label)}</option>`;
  });
  return `<form method="get" action="${PAGE}">
<label>Purpose <select name="purpose"><option value="">every purpose</option>${options.join('')}</select></label>
<label>Recipient <input name="to" value="${escapeHtml(to)}" list="recipients" autocomplete="off" spellcheck="false"></label>
<datalist id="recipients">${[...recipients].map((one) => `<option value="${escapeHtml(one)}"></option>`).join('')}</datalist>
<button>Filter</button>
</form>`;
}

function emptyState(isFiltered: boolean): string {
  return `<p>No messages${isFiltered ? ' of this kind' : ''} yet. E-mail and SMS that would go to users appear here: verification codes, invitations with
temporary passwords, password resets and sign-in codes. They are kept in memory until the server stops.</p>`;
}

/** A page that stands still, with everything that there is of a message. */
function messagePage(message: OutboxMessage, filter: Filter, host: string): string {
  const { id, medium, body } = message;
  const parts =
    medium === 'EMAIL'
      ? `<h2 class="part">As HTML</h2>
<iframe title="The message as HTML" sandbox="${SANDBOX}" src="${linkTo(HTML, { id })}"></iframe>
<details><summary>HTML source</summary><pre>${escapeHtml(body)}</pre></details>`
      : '';
  return page(
    `Outbox: ${message.to}`,
    `<header>
<h1>Outbox: a message</h1>
<p><a href="${linkTo(PAGE, filter)}">Back to the list</a></p>
</header>
<main>
<article>
${contentOf(message, host)}
</article>
${parts}
</main>`,
  );
}

function gonePage(filter: Filter): string {
  const body = `<main><h1>No such message</h1>
<p>The outbox keeps the last messages only, in memory. <a href="${linkTo(PAGE, filter)}">Back to the list</a></p></main>`;
  return page('No such message', body);
}

/** Returns the document of a mail, whose links open in tabs of their own. Of several base elements, the first one counts. */
function frameOf({ body }: OutboxMessage): string {
  return `<!doctype html><base target="_blank">${body}`;
}

/** What the purposes of messages are called on the page. */
const PURPOSES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CustomMessage_SignUp: 'sign-up code',
    CustomMessage_ResendCode: 'sign-up code, sent again',
    CustomMessage_AdminCreateUser: 'invitation',
    CustomMessage_ForgotPassword: 'code for a new password',
    CustomMessage_UpdateUserAttribute: 'verification code',
    CustomMessage_VerifyUserAttribute: 'verification code',
    CustomMessage_Authentication: 'sign-in code',
  }),
);

function article(message: OutboxMessage, filter: Filter, host: string): string {
  const { id, medium } = message;
  const more = medium === 'EMAIL' ? 'Open, as HTML too' : 'Open';
  return `<article>
${contentOf(message, host)}
<p><a href="${linkTo(MESSAGE, { id, ...filter })}">${more}</a></p>
</article>`;
}

function contentOf({ to, medium, purpose, subject, body, code, sentAt }: OutboxMessage, host: string): string {
  const text = medium === 'EMAIL' ? htmlToText(body) : body;
  const reason = purpose === null ? '' : `: ${escapeHtml(PURPOSES.get(purpose) ?? purpose)}`;
  return `<p class="meta"><span>${medium === 'EMAIL' ? 'E-mail' : 'SMS'} to <strong>${escapeHtml(to)}</strong>${reason}</span> <time datetime="${sentAt}">${sentAt}</time></p>
${subject === null ? '' : `<h2>${escapeHtml(subject)}</h2>`}
${code === null ? '' : `<p class="code">${escapeHtml(code)}</p>`}
<pre>${withLinks(text, host)}</pre>`;
}

const ADDRESS = /(https?:\/\/[^\s<>"'()]*[^\s<>"'().,;:!?])/;

/** Returns text as HTML, in which addresses of this server are links. Where a stranger's text may lead is not one click away. */
function withLinks(text: string, host: string): string {
  const parts = text.split(ADDRESS).map((part, index) => {
    if (index % 2 === 0 || !isHere(part, host)) return escapeHtml(part);
    return `<a href="${escapeHtml(part)}" target="_blank" rel="noopener noreferrer">${escapeHtml(part)}</a>`;
  });
  return parts.join('');
}

/** Tells whether an address is on this machine, at the port of a Host header. */
function isHere(address: string, host: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, port, username } = new URL(address);
  const isLocal = hostname === '127.0.0.1' || hostname === '[::1]' || /(?:^|\.)localhost$/.test(hostname);
  return isLocal && username === '' && port === (/:(\d+)$/.exec(host)?.[1] ?? '');
}
