import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type Dispatcher, Pool } from 'undici';

/** The parts of the SDK's requests and responses that are used here. The packages of its clients do not export the types. */
type Request = {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
};
type Response = { statusCode: number; headers: Record<string, string>; body: Uint8Array };

/** The SDK's own handler opens as many. */
const MAX_SOCKETS = 50;

/**
 * Makes a request handler for the SDK that takes less processor time than the SDK's own (bench/README.md). All requests go
 * to one endpoint, and the body of a response is handed over whole. A request that makes no progress for `timeoutMs` is
 * given up together with its connection: while it waits for a free socket, for a connection, for the response to begin, or
 * for its next bytes. It rejects with the names and codes of the SDK's own handler, by which the SDK knows what to send
 * again.
 */
export function poolHandler(endpoint: string, timeoutMs: number): NonNullable<DynamoDBClientConfig['requestHandler']> {
  const pool = new Pool(new URL(endpoint).origin, {
    connections: MAX_SOCKETS,
    connect: { timeout: timeoutMs },
    // The time-outs of undici do not cover the wait for a socket.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: Request, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => ({
      response: await exchange(pool, request, timeoutMs, abortSignal),
    }),
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy: () => void pool.destroy(),
  };
}

function exchange(
  pool: Pool,
  { method, path, headers, body }: Request,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal));
    const response: Response = { statusCode: 0, headers: {}, body: Buffer.alloc(0) };
    const parts: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let givenUp: Error | undefined;

    function giveUp(error: Error): void {
      givenUp = error;
      controller?.abort(error);
      end();
      reject(error);
    }
    function onAbort(): void {
      giveUp(aborted(signal!));
    }
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }

    signal?.addEventListener('abort', onAbort);
    const timer = setTimeout(() => giveUp(timedOut(timeoutMs)), timeoutMs);
    pool.dispatch(
      { method, path, headers, body },
      {
        onRequestStart(started) {
          controller = started;
          // A request that was given up before it had a socket gets here all the same.
          if (givenUp) started.abort(givenUp);
          else timer.refresh();
        },
        onResponseStart(_, statusCode, received) {
          response.statusCode = statusCode;
          response.headers = received as Record<string, string>;
          timer.refresh();
        },
        onResponseData(_, part) {
          parts.push(part);
          timer.refresh();
        },
        onResponseEnd() {
          end();
          response.body = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
          resolve(response);
        },
        onResponseError(_, error) {
          end();
          reject(inNodesTerms(error, timeoutMs));
        },
      },
    );
  });
}

/** The codes of undici for a connection that ended too early. */
const BROKEN_OFF = new Set(['UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

/** Returns the error that node:http would have given for an error of undici. */
function inNodesTerms(error: Error & { readonly code?: string }, timeoutMs: number): Error {
  if (error.code === 'UND_ERR_CONNECT_TIMEOUT') return timedOut(timeoutMs);
  if (!BROKEN_OFF.has(error.code ?? '')) return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ECONNRESET' });
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`The store made no progress for ${timeoutMs} ms.`), { name: 'TimeoutError' });
}

function aborted({ reason }: AbortSignal): Error {
  return Object.assign(new Error('The request was aborted.', { cause: reason }), { name: 'AbortError' });
}
