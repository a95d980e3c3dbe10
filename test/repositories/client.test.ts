import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTableClient } from '#adapters/dynamo/client.ts';
import { poolHandler } from '#adapters/dynamo/pool-handler.ts';
import { selfSigned } from '#test/certificate.ts';
import { type Faults, faultyClient } from '#test/faulty-client.ts';

const GENEROUS_MS = 5000;
const BODY = JSON.stringify({ TableNames: ['ünïcode', 'plain'] });
const DONE = { TableNames: ['ünïcode', 'plain'] };
/** By this name the SDK knows what is worth another attempt. */
const GIVEN_UP = { name: 'TimeoutError' };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const close of closing.splice(0).reverse()) await close();
});

/** A store that does what the listener does, and the sockets it has seen. */
type FakeStore = { readonly endpoint: string; readonly sockets: readonly Socket[] };

async function listening(server: TcpServer, scheme = 'http'): Promise<FakeStore> {
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { endpoint: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** A store that answers each request after its whole body has come; `plays` say how the first ones are answered. */
function store(...plays: readonly Play[]): Promise<FakeStore> {
  return listening(listener(createServer, plays));
}

type Play = (response: ServerResponse, request: IncomingMessage) => void;

function listener(make: (listener: RequestListener) => Server, plays: readonly Play[]): Server {
  const left = [...plays];
  return make((request, response) => {
    request.resume().on('end', () => (left.shift() ?? answer)(response, request));
  });
}

const answer: Play = (response) => void response.end(BODY);
const silence: Play = () => {};
const reset: Play = (response) => void response.socket?.resetAndDestroy();
/** The head promises the whole body. */
const half = (then: Play): Play => {
  return (response, request) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(BODY) });
    response.write(BODY.slice(0, 10), () => then(response, request));
  };
};

type Client = { readonly list: (signal?: AbortSignal) => Promise<unknown>; readonly faults: Faults; destroy(): void };

/** Resolves when a socket of the store is closed, with a reset or without. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once('close', resolve)));
}

/** A wait that ends with something that happens elsewhere. */
function event() {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happen, happened };
}

/**
 * What carries the requests: the SDK's own handler, as on AWS, or that of a local server. The latter leaves a socket alone
 * for one turn of the event loop after a response, so whoever asks again at once gets another one (`inTurn`). In place of
 * a connection that was given up, it opens one for the next request (`spare`).
 */
const HANDLERS = [
  { handler: 'the handler of the SDK', handlerOf: undefined, inTurn: 1, spare: 0 },
  { handler: 'the handler over a pool', handlerOf: poolHandler, inTurn: 2, spare: 1 },
];

describe.each(HANDLERS)('$handler', ({ handlerOf, inTurn, spare }) => {
  function client(endpoint: string, timeoutMs = GENEROUS_MS): Client {
    const requestHandler = handlerOf?.(endpoint, timeoutMs);
    const plain = createTableClient({ tableName: 'none', endpoint, region: 'us-east-1', timeoutMs, requestHandler });
    const { table, faults } = faultyClient(plain);
    closing.push(() => table.client.destroy());
    return {
      list: async (abortSignal) => {
        const command = new ListTablesCommand({});
        // With options, the SDK would put the middleware together anew.
        const sent = abortSignal ? plain.direct.send(command, { abortSignal }) : plain.direct.send(command);
        const { $metadata: _, ...output } = await sent;
        return output;
      },
      faults,
      destroy: () => table.client.destroy(),
    };
  }

  describe('answers', () => {
    it('arrive whole, in one piece or in many, cut anywhere', async () => {
      const bytes = Buffer.from(BODY);
      const { endpoint } = await store(answer, (response) => {
        const next = (at: number) =>
          at < bytes.length ? response.write(bytes.subarray(at, at + 1), () => next(at + 1)) : response.end();
        next(0);
      });
      const { list } = client(endpoint);
      expect(await list()).toStrictEqual(DONE);
      expect(await list()).toStrictEqual(DONE);
    });

    it('may be empty', async () => {
      const { endpoint } = await store((response) => void response.end());
      expect(await client(endpoint).list()).toStrictEqual({});
    });

    it('that refuse are the errors that the SDK knows', async () => {
      const { endpoint } = await store((response) => {
        response.writeHead(400, { 'x-amzn-requestid': 'r1' });
        response.end(JSON.stringify({ __type: 'com.amazonaws#ResourceNotFoundException', message: 'No such table.' }));
      });
      const { list, faults } = client(endpoint);
      await expect(list()).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'No such table.',
        $metadata: { httpStatusCode: 400, requestId: 'r1' },
      });
      expect(faults.attempts).toHaveLength(1);
    });

    it.each([500, 503])('with status %i are asked for again', async (status) => {
      const { endpoint } = await store((response) => void response.writeHead(status).end('{}'));
      const { list, faults } = client(endpoint);
      expect(await list()).toStrictEqual(DONE);
      expect(faults.attempts).toHaveLength(2);
    });

    it('may take their time', async () => {
      const came = event();
      const go = event();
      const { endpoint } = await store(
        half((response) => {
          came.happen();
          void go.happened.then(() => response.end(BODY.slice(10)));
        }),
      );
      const { list, faults } = client(endpoint);
      const listed = list();
      await came.happened;
      go.happen();
      expect(await listed).toStrictEqual(DONE);
      expect(faults.attempts).toHaveLength(1);
    });
  });

  describe('what the SDK sends again', () => {
    it.each<[string, Play]>([
      ['no answer, and the connection is reset', reset],
      ['no answer, and the connection ends', (response) => void response.socket?.end()],
      ['half an answer, and the connection is reset', half(reset)],
      ['half an answer, and the connection ends', half((response) => void response.socket?.end())],
    ])('%s', async (_, play) => {
      const { endpoint } = await store(play, play);
      const { list, faults } = client(endpoint);
      expect(await list()).toStrictEqual(DONE);
      expect(faults.attempts).toHaveLength(3);
    });

    it.each<[string, Play]>([
      ['no answer', silence],
      ['half an answer', half(silence)],
    ])('%s, and then silence', async (_, play) => {
      const { endpoint } = await store(play);
      // Long enough for the second attempt on a busy machine, since it has the same time-out.
      const { list, faults } = client(endpoint, 500);
      expect(await list()).toStrictEqual(DONE);
      expect(faults.attempts).toHaveLength(2);
    });

    it('a request over a connection that the store closed while it was idle', async () => {
      // The store closes at the moment when the next request comes: earlier, the client would have noticed.
      const { endpoint, sockets } = await store(answer, reset);
      const { list, faults } = client(endpoint);
      expect(await list()).toStrictEqual(DONE);
      expect(await list()).toStrictEqual(DONE);
      expect(faults.attempts).toHaveLength(3);
      expect(sockets).toHaveLength(2);
    });
  });

  describe('what is given up', () => {
    it.each<[string, Play]>([
      ['a store that never answers', silence],
      ['a store that stops in the middle of an answer', half(silence)],
    ])('%s, after three attempts, each with its connection', async (_, play) => {
      const { endpoint, sockets } = await store(play, play, play, play);
      const { list, faults } = client(endpoint, 30);
      await expect(list()).rejects.toMatchObject(GIVEN_UP);
      expect(faults.attempts).toHaveLength(3);
      expect(sockets).toHaveLength(3 + spare);
      await Promise.all(sockets.slice(0, 3).map(closed));
    });

    it('a connection that does not come about', async () => {
      // The client begins TLS, and the other side says nothing.
      const { endpoint } = await listening(createTcpServer(), 'https');
      await expect(client(endpoint, 30).list()).rejects.toMatchObject(GIVEN_UP);
    });

    it('a store that refuses connections', async () => {
      const server = createTcpServer();
      const { endpoint } = await listening(server);
      await new Promise((done) => server.close(done));
      const { list, faults } = client(endpoint);
      await expect(list()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      expect(faults.attempts).toHaveLength(3);
    });

    it('what waits for a free socket, like what has one', async () => {
      const { endpoint, sockets } = await store(...Array.from({ length: 200 }, () => silence));
      const { list } = client(endpoint, 400);
      const results = await Promise.allSettled(Array.from({ length: 60 }, () => list()));
      for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: GIVEN_UP });
      expect(sockets.length).toBeGreaterThanOrEqual(50);
    });

    it('nothing that is not HTTP', async () => {
      const { endpoint } = await listening(createTcpServer((socket) => void socket.end('SSH-2.0-OpenSSH\r\n')));
      await expect(client(endpoint).list()).rejects.toThrow('Expected HTTP/');
    });
  });

  describe('sockets', () => {
    it('are used again', async () => {
      const { endpoint, sockets } = await store();
      const { list } = client(endpoint);
      for (let n = 0; n < 5; n++) await list();
      expect(sockets).toHaveLength(inTurn);
    });

    it('are 50 at most, and what is beyond waits its turn', async () => {
      const waiting: ServerResponse[] = [];
      let left = 130;
      let most = 0;
      const play: Play = (response) => {
        waiting.push(response);
        most = Math.max(most, waiting.length);
        // All who can be here are here: nobody else comes before these are answered.
        if (waiting.length < Math.min(50, left)) return;
        left -= waiting.length;
        for (const one of waiting.splice(0)) answer(one, one.req);
      };
      const { endpoint, sockets } = await store(...Array.from({ length: left }, () => play));
      const { list, faults } = client(endpoint);
      const results = await Promise.all(Array.from({ length: left }, () => list()));
      expect(results).toStrictEqual(Array.from({ length: 130 }, () => DONE));
      expect(most).toBe(50);
      expect(sockets).toHaveLength(50);
      expect(faults.attempts).toHaveLength(130);
    });

    it('are closed when the client is destroyed', async () => {
      // This one would not close them by itself before the test is over.
      const server = listener(createServer, []);
      server.keepAliveTimeout = 0;
      const { endpoint, sockets } = await listening(server);
      const { list, destroy } = client(endpoint);
      await Promise.all([list(), list()]);
      expect(sockets.map((socket) => socket.closed)).toStrictEqual([false, false]);
      destroy();
      await Promise.all(sockets.map(closed));
    });
  });

  describe('who aborts', () => {
    it('before sending, sends nothing', async () => {
      const { endpoint, sockets } = await store();
      await expect(client(endpoint).list(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
      expect(sockets).toHaveLength(0);
    });

    it.each<[string, (then: Play) => Play]>([
      ['before the answer', (then) => then],
      ['in the middle of the answer', half],
    ])('%s, gets it at once, and nothing is sent again', async (_, when) => {
      const came = event();
      const { endpoint, sockets } = await store(when(() => came.happen()));
      const { list, faults } = client(endpoint);
      const abort = new AbortController();
      const listed = list(abort.signal);
      await came.happened;
      const reason = new Error('no longer wanted');
      abort.abort(reason);
      await expect(listed).rejects.toMatchObject({ name: 'AbortError', cause: reason });
      await closed(sockets[0]!);
      expect(faults.attempts).toHaveLength(1);
    });

    it('after the answer, changes nothing', async () => {
      const { endpoint } = await store();
      const { list } = client(endpoint);
      const abort = new AbortController();
      expect(await list(abort.signal)).toStrictEqual(DONE);
      abort.abort();
      expect(await list()).toStrictEqual(DONE);
    });
  });

  describe('TLS', () => {
    const secure = () =>
      listening(listener(createTlsServer.bind(null, selfSigned('127.0.0.1', 1)) as never, []), 'https');

    it('refuses a certificate that nobody vouches for', async () => {
      const { list, faults } = client((await secure()).endpoint);
      await expect(list()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
      expect(faults.attempts).toHaveLength(1);
    });

    it('carries requests, and uses its sockets again', async () => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      // Node warns of this setting.
      vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      const { endpoint, sockets } = await secure();
      const { list } = client(endpoint);
      for (let n = 0; n < 3; n++) expect(await list()).toStrictEqual(DONE);
      expect(sockets).toHaveLength(inTurn);
    });
  });

  it('goes through no proxy, whatever the environment says', async () => {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:1');
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    const { endpoint } = await store();
    expect(await client(endpoint).list()).toStrictEqual(DONE);
  });
});
