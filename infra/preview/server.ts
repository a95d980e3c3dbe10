import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ASSET_PATH } from '#core/branding/asset-path.ts';
import { LOGO_PATH } from '#core/branding/logo-path.ts';
import { CognitoError } from '#core/errors.ts';
import { assetResponse, logoResponse } from '#functions/hosted/logo.ts';
import { refusalOf } from '#infra/local/access.ts';
import type { Catalogues } from '#ports/catalogues.ts';
import type { Records } from '#ports/records.ts';
import { bodyOf, type HttpEvent, type HttpResponse } from '#protocol/http.ts';
import { response } from '#protocol/respond.ts';
import { indexPage, STATE_PATH } from './index-page.ts';
import { inScheme, SCHEMES } from './scheme.ts';
import { type Shown, shownOf, statePage } from './state-page.ts';

export type PreviewServer = { readonly url: string; readonly close: () => Promise<void> };

/** What is shown, and the port, which is a free one unless it is given. */
type Options = { readonly poolId: string; readonly clientId?: string | undefined; readonly port?: number | undefined };

/**
 * Serves all pages of a pool in every state on the loopback interface. It reads the settings of the pool and of the client,
 * and no users; nothing on its pages leads anywhere. Throws OperatorError, and the errors of `listen`.
 */
export async function startPreview(
  parts: { readonly records: Records; readonly catalogues: Catalogues },
  { port = 0, ...whose }: Options,
): Promise<PreviewServer> {
  let shown: Shown | undefined;
  const server = createServer((request, answer) => void respond(shown, request, answer));
  // What does not exist is told before anything listens.
  await shownOf({ ...parts, origin: '' }, whose);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  shown = await shownOf({ ...parts, origin: url }, whose);
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(shown: Shown | undefined, request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const event = eventOf(request);
  let result: HttpResponse;
  try {
    result = shown ? await answerTo(shown, event) : plain(503, 'The preview is starting.');
  } catch (error) {
    const cause = error instanceof CognitoError ? (error.cause ?? error) : error;
    console.error(cause instanceof Error ? cause.stack : cause);
    result = plain(500, 'The page could not be made. The terminal has the reason.');
  }
  answer.writeHead(result.statusCode, result.headers);
  answer.end(request.method === 'HEAD' ? undefined : bodyOf(result));
}

async function answerTo(shown: Shown, event: HttpEvent): Promise<HttpResponse> {
  const { method } = event.requestContext.http;
  // Forms of the pages are sent here by POST. Whoever may not read may not send either.
  const reading = {
    ...event,
    requestContext: { ...event.requestContext, http: { ...event.requestContext.http, method: 'GET' } },
  };
  const refusal = refusalOf(reading, { name: 'preview' }, { open: false });
  if (refusal) return refusal;
  if (method !== 'GET' && method !== 'HEAD') return nowhere();
  const query = new URLSearchParams(event.rawQueryString);
  if (event.rawPath === '/') return indexPage(shown, query);
  if (event.rawPath === STATE_PATH) return stateResponse(shown, query, event);
  if (LOGO_PATH.test(event.rawPath)) return logoResponse(shown.deps, event);
  if (ASSET_PATH.test(event.rawPath)) return assetResponse(shown.deps, event);
  return nowhere();
}

async function stateResponse(shown: Shown, query: URLSearchParams, event: HttpEvent): Promise<HttpResponse> {
  const asked = { page: query.get('page') ?? '', state: query.get('state') ?? '' };
  const page = await statePage(shown, asked, event);
  if (!page) return plain(404, 'There is no such page, or it has no such state.');
  const scheme = SCHEMES.find((one) => one === query.get('scheme'));
  return embeddable(scheme ? inScheme(page, scheme) : page);
}

/** The index shows pages in a frame, which pages refuse elsewhere. The language is that of the address and is not kept. */
function embeddable({ statusCode, headers, body }: HttpResponse): HttpResponse {
  const { 'x-frame-options': _, 'strict-transport-security': __, ...others } = headers;
  const policy = headers['content-security-policy']?.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
  return { statusCode, body, headers: { ...others, ...(policy && { 'content-security-policy': policy }) } };
}

const nowhere = () =>
  plain(200, 'This is a preview: forms and links of its pages lead nowhere. Go back to see the page again.');

function plain(status: number, sentence: string): HttpResponse {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  return response(status, 'text/plain; charset=utf-8', `${sentence}\n`, headers);
}

/** The body of a request is not read: nothing depends on it. */
function eventOf(request: IncomingMessage): HttpEvent {
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split('?', 2);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const http = { method: request.method ?? 'GET', sourceIp: request.socket.remoteAddress ?? '' };
  return {
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(headers),
    isBase64Encoded: false,
    requestContext: { requestId: randomUUID(), timeEpoch: Date.now(), http },
  };
}
