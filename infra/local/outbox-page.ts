import { createHash } from 'node:crypto';
import type { Outbox, OutboxMessage } from '#adapters/local/outbox.ts';
import { escapeHtml, htmlToText } from '#core/messages/html.ts';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { response } from '#protocol/respond.ts';
import { refusalOf } from './access.ts';

const PAGE = '/_outbox';
const MESSAGES = '/_outbox/messages';
const REFRESH_SECONDS = 5;

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d4da, #3d434c); --quiet: light-dark(#59616b, #a3abb5); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; }
header p, dt, time, summary { color: var(--quiet); }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
article h2 { font-size: 1rem; margin: 0; }
.meta { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; margin: 0; }
.code { font: 600 1.6rem/1.3 ui-monospace, monospace; margin: .5rem 0; }
pre { font: inherit; white-space: pre-wrap; margin: .5rem 0 0; }
details pre { font: .85rem/1.4 ui-monospace, monospace; }
`;

// The bodies of e-mails may contain text of strangers, in user names and attributes. They are shown only as text, and
// nothing but this style sheet may load or run.
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/**
 * Returns the outbox as a page for people at /_outbox and as a JSON array for scripts at /_outbox/messages, or
 * undefined for every other path. Both are newest first, and `?to=` selects a recipient. The outbox shows valid codes,
 * so it answers to this machine only (see refusalOf).
 */
export function outboxResponse(event: HttpEvent, outbox: Pick<Outbox, 'messages'>): HttpResponse | undefined {
  if (event.rawPath !== PAGE && event.rawPath !== MESSAGES) return undefined;
  const answer = answerTo(event, outbox);
  return event.requestContext.http.method === 'HEAD' ? { ...answer, body: '' } : answer;
}

function answerTo(event: HttpEvent, outbox: Pick<Outbox, 'messages'>): HttpResponse {
  const { rawPath, rawQueryString } = event;
  const refusal = refusalOf(event, { name: 'outbox', headers: SECURITY_HEADERS }, { open: false });
  if (refusal) return refusal;
  const query = new URLSearchParams(rawQueryString);
  const to = recipientOf(query);
  const messages = outbox.messages(to);
  return rawPath === MESSAGES
    ? answerOf(200, 'application/json', JSON.stringify(messages))
    : answerOf(200, 'text/html', page(messages, to, query.get('refresh') !== 'off'));
}

/**
 * Returns the recipient of the query. Addresses and numbers have no spaces, so a space stands for a `+` that the script
 * did not percent-encode.
 */
function recipientOf(query: URLSearchParams): string | undefined {
  return query.get('to')?.replaceAll(' ', '+');
}

function answerOf(statusCode: number, type: string, body: string): HttpResponse {
  return response(statusCode, `${type}; charset=utf-8`, body, SECURITY_HEADERS);
}

function page(messages: readonly OutboxMessage[], to: string | undefined, refreshes: boolean): string {
  const filter = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
  const toggle = refreshes
    ? `refreshes every ${REFRESH_SECONDS} seconds, <a href="${PAGE}${filter}${filter === '' ? '?' : '&amp;'}refresh=off">stop</a>`
    : `<a href="${PAGE}${filter}">refresh by itself</a>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshes ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : ''}
<title>Outbox (${messages.length})</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Outbox${to === undefined ? '' : `: ${escapeHtml(to)}`}</h1>
<p>Newest first; ${toggle}. <a href="${MESSAGES}${filter}">As JSON</a>${to === undefined ? '' : `, <a href="${PAGE}">all messages</a>`}</p>
</header>
<main>
${messages.length === 0 ? emptyState(to) : messages.map(article).join('\n')}
</main>
</body>
</html>
`;
}

function emptyState(to: string | undefined): string {
  const whose = to === undefined ? '' : ` to ${escapeHtml(to)}`;
  return `<p>No messages${whose} yet. E-mail and SMS that would go to users appear here: verification codes, invitations with
temporary passwords, password resets and sign-in codes. They are kept in memory until the server stops.</p>`;
}

/** What the purposes of messages are called on the page. */
const PURPOSES: Readonly<Record<string, string>> = {
  CustomMessage_SignUp: 'sign-up code',
  CustomMessage_ResendCode: 'sign-up code, sent again',
  CustomMessage_AdminCreateUser: 'invitation',
  CustomMessage_ForgotPassword: 'code for a new password',
  CustomMessage_UpdateUserAttribute: 'verification code',
  CustomMessage_VerifyUserAttribute: 'verification code',
  CustomMessage_Authentication: 'sign-in code',
};

function article(message: OutboxMessage): string {
  const { to, medium, purpose, subject, body, code, sentAt } = message;
  const text = medium === 'EMAIL' ? htmlToText(body) : body;
  const reason = purpose === null ? '' : `: ${escapeHtml(PURPOSES[purpose] ?? purpose)}`;
  const source = medium === 'EMAIL' && text !== body.trim() ? htmlSource(body) : '';
  return `<article>
<p class="meta"><span>${medium === 'EMAIL' ? 'E-mail' : 'SMS'} to <strong>${escapeHtml(to)}</strong>${reason}</span> <time datetime="${sentAt}">${sentAt}</time></p>
${subject === null ? '' : `<h2>${escapeHtml(subject)}</h2>`}
${code === null ? '' : `<p class="code">${escapeHtml(code)}</p>`}
<pre>${escapeHtml(text)}</pre>
${source}
</article>`;
}

function htmlSource(body: string): string {
  return `<details><summary>HTML source</summary><pre>${escapeHtml(body)}</pre></details>`;
}
