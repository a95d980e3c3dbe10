import { createHash } from 'node:crypto';
import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { response } from '#protocol/respond.ts';
import { refusalOf } from './access.ts';
import {
  type Filter,
  frameOf,
  gonePage,
  listPage,
  messagePage,
  PATHS,
  SANDBOX,
  type Source,
  STYLE,
  selected,
} from './outbox-view.ts';

const ALL: readonly string[] = Object.values(PATHS);

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

/** The HTML of a mail is a document of its own origin. It runs nothing, loads nothing and sends no form. */
const HTML_HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox ${SANDBOX}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
  'x-frame-options': 'SAMEORIGIN',
} as const;

/**
 * Returns the outbox, or undefined for every other path. It has a page for people at /_outbox, one for each message, and a
 * JSON array for scripts at /_outbox/messages. The lists are newest first; `?to=` selects a recipient and `?purpose=` a purpose. The
 * outbox shows valid codes, so it answers to this machine only (see refusalOf).
 */
export function outboxResponse(event: HttpEvent, outbox: Source): HttpResponse | undefined {
  if (!ALL.includes(event.rawPath)) return undefined;
  const answer = answerTo(event, outbox);
  return event.requestContext.http.method === 'HEAD' ? { ...answer, body: '' } : answer;
}

function answerTo(event: HttpEvent, outbox: Source): HttpResponse {
  const { rawPath, rawQueryString } = event;
  const refusal = refusalOf(event, { name: 'outbox', headers: SECURITY_HEADERS }, { open: false });
  if (refusal) return refusal;
  const query = new URLSearchParams(rawQueryString);
  const filter = filterOf(query);
  if (rawPath === PATHS.messages) return answerOf(200, 'application/json', JSON.stringify(selected(outbox, filter)));
  // A form sends the fields that were left empty.
  const chosen = { to: filter.to || undefined, purpose: filter.purpose || undefined };
  const host = event.headers.host ?? '';
  if (rawPath === PATHS.list) return answerOf(200, 'text/html', listPage(outbox, chosen, { host, query }));
  const message = outbox.messages().find(({ id }) => id === query.get('id'));
  if (!message) return answerOf(404, 'text/html', gonePage(chosen));
  if (rawPath === PATHS.message) return answerOf(200, 'text/html', messagePage(message, chosen, host));
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

function answerOf(statusCode: number, type: string, body: string): HttpResponse {
  return response(statusCode, `${type}; charset=utf-8`, body, SECURITY_HEADERS);
}
