import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export type ProxiedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The operation of X-Amz-Target, or ''. */
  readonly operation: string;
};

export type ProxiedAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What a proxy does with a request; 'break' closes the connection without an answer. */
export type Bend = (
  request: ProxiedRequest,
  forward: (request: ProxiedRequest) => Promise<ProxiedAnswer>,
) => Promise<ProxiedAnswer | 'break'>;

export type RunningProxy = {
  readonly url: string;
  readonly port: number;
  /** Where `forward` leads to. */
  readonly lead: (endpoint: string) => void;
  /** Plants a fault, or takes it away. */
  readonly bend: (bend?: Bend) => void;
  readonly close: () => Promise<void>;
};

const unbent: Bend = (request, forward) => forward(request);

/** A proxy on loopback that passes on what it gets, Host header and all, unless a test bends it. */
export async function startProxy(tls?: { readonly key: string; readonly cert: string }): Promise<RunningProxy> {
  let target = '';
  let current = unbent;
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    try {
      const result = await current(await read(incoming), (request) => forwardTo(target, request));
      if (result === 'break') return void incoming.socket.destroy();
      // Otherwise Node adds a date of its own.
      response.sendDate = false;
      response.writeHead(result.status, result.headers).end(result.body);
    } catch {
      incoming.socket.destroy();
    }
  };
  const listener = (incoming: IncomingMessage, response: ServerResponse) => void answer(incoming, response);
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    lead: (endpoint) => {
      target = endpoint;
    },
    bend: (bend = unbent) => {
      current = bend;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: IncomingMessage): Promise<ProxiedRequest> {
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers,
    body: await bytesOf(incoming),
    operation: (headers['x-amz-target'] ?? '').split('.').pop() ?? '',
  };
}

function forwardTo(target: string, { method, url, headers, body }: ProxiedRequest): Promise<ProxiedAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(new URL(url, target), { method, headers, agent: false }, (answer) => {
      bytesOf(answer).then((bytes) => {
        const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...kept } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, headers: kept as Record<string, string>, body: bytes.toString() });
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
