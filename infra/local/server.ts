import { randomUUID } from 'node:crypto';
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Outbox } from '#adapters/local/outbox.ts';
import { CognitoError } from '#core/errors.ts';
import { isOpen, pagesOf } from '#infra/functions.ts';
import { bodyOf, type HttpEvent, type HttpResponse } from '#protocol/http.ts';
import { failure, maxBodyBytes, notUnderstood, preflight } from '#protocol/respond.ts';
import { api, pages } from './api.ts';
import { outboxResponse } from './outbox-page.ts';
import { type Status, statusResponse } from './status.ts';
import type { LocalTls } from './tls.ts';

/** The timeouts in milliseconds. Node checks the first two only once per `connectionsCheckingInterval`. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 65_000,
};
const DRAIN_MS = 10_000;

export type LocalServer = {
  readonly port: number;
  /** Accepts no new connections, finishes the current requests, and then resolves. */
  readonly close: () => Promise<void>;
};

/** What the operator of the machine may see beside the service itself. */
type Shown = { readonly outbox?: Outbox; readonly status?: Status };

/** Starts the HTTP server. Rejects with the error of `listen`, such as EADDRINUSE. */
export async function startServer(
  options: Shown & {
    readonly host: string;
    readonly port: number;
    /** The server speaks TLS with these certificates. */
    readonly tls?: LocalTls;
    /** Timeouts that replace the usual ones. */
    readonly timeouts?: Partial<typeof TIMEOUTS>;
  },
): Promise<LocalServer> {
  const settings = { ...TIMEOUTS, ...options.timeouts };
  const respond = (request: IncomingMessage, response: ServerResponse) => void answer(request, response, options);
  const server = options.tls
    ? createTlsServer({ ...settings, ...options.tls }, respond)
    : createPlainServer(settings, respond);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host.replace(/^\[|\]$/g, ''), resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const drained = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(drained);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, shown: Shown): Promise<void> {
  const requestId = randomUUID();
  const body = await readBody(request).catch(() => undefined);
  if (body === undefined) return void response.destroy();
  let result: HttpResponse;
  try {
    result =
      body === 'too large'
        ? failure(requestId, new CognitoError('RequestEntityTooLargeException'))
        : await route(eventOf(request, requestId, body), shown);
  } catch {
    // A handler answers every error itself, so an error here is a fault of the handler.
    result = failure(requestId, new CognitoError('InternalErrorException'));
  }
  if (body === 'too large') response.setHeader('connection', 'close');
  const content = bodyOf(result);
  const { statusCode, headers, cookies } = result;
  response.writeHead(statusCode, {
    'content-length': content.length,
    ...headers,
    ...(cookies && { 'set-cookie': [...cookies] }),
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

/** Reads the body of a request, up to the size that is allowed. Rejects when the client disconnects. */
function readBody(request: IncomingMessage): Promise<Buffer | 'too large'> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const most = maxBodyBytes(request.headers as HttpEvent['headers']);
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= most) return void parts.push(part);
      request.pause();
      resolve('too large');
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The client went away.')));
  });
}

function eventOf(request: IncomingMessage, requestId: string, body: Buffer): HttpEvent {
  const [rawPath = '/', rawQueryString = ''] = split(request.url ?? '/');
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return {
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(headers) as HttpEvent['headers'],
    body: body.toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      requestId,
      timeEpoch: Date.now(),
      http: { method: request.method ?? 'GET', sourceIp: request.socket.remoteAddress ?? '' },
    },
  };
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

async function route(event: HttpEvent, { outbox, status = {} }: Shown): Promise<HttpResponse> {
  const { requestId, http } = event.requestContext;
  if (http.method === 'OPTIONS' && pagesOf(event.rawPath) && !isOpen(event.rawPath)) return notUnderstood(requestId);
  if (http.method === 'OPTIONS' && (event.rawPath === '/' || isOpen(event.rawPath))) {
    const asked = {
      headers: event.headers['access-control-request-headers'],
      method: event.headers['access-control-request-method'],
    };
    return preflight(requestId, asked);
  }
  if (event.rawPath === '/' && http.method === 'POST') return api(event);
  return (outbox && outboxResponse(event, outbox)) ?? (await statusResponse(event, status)) ?? pages(event);
}
