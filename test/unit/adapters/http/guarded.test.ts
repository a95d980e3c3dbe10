import type { LookupAddress, lookup as systemLookup } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { parsePrivateRange } from '#adapters/http/address.ts';
import { type GuardOptions, guardedClient, type Outgoing } from '#adapters/http/guarded.ts';
import { OutgoingError } from '#adapters/http/outgoing-error.ts';
import { selfSigned } from '#test/certificate.ts';

const servers: (Server | TcpServer)[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening<S extends Server | TcpServer>(server: S, address = '127.0.0.1'): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return (server.address() as AddressInfo).port;
}

const serve = (answer: RequestListener) => listening(createServer(answer));

/** A resolver that knows one name, and counts how often it was asked. The answers come one after the other. */
function resolver(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const lookup = ((name: string, _options: object, found: (error: null, addresses: LookupAddress[]) => void) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(name);
    found(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof systemLookup;
  return { asked, lookup };
}

async function failure(options: GuardOptions, request: Partial<Parameters<Outgoing>[0]> & { url: string }) {
  const error = await guardedClient(options)({ method: 'GET', ...request }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OutgoingError);
  const { reason, message } = error as OutgoingError;
  return { reason, message };
}

const LOCAL = { loopback: true };

describe('a request', () => {
  it('is sent as it is, and its answer is given whatever the status', async () => {
    const seen: unknown[] = [];
    const port = await serve((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        seen.push(
          request.method,
          request.url,
          request.headers['content-type'],
          request.headers['accept-encoding'],
          body,
        );
        response.writeHead(422, { 'x-a': 'b' }).end('zoë');
      });
    });
    const { status, headers, body } = await guardedClient(LOCAL)({
      method: 'POST',
      url: `http://127.0.0.1:${port}/a?b=c#d`,
      headers: { 'content-type': 'application/json' },
      body: '{"ë":1}',
    });
    expect(seen).toEqual(['POST', '/a?b=c', 'application/json', 'identity', '{"ë":1}']);
    expect([status, headers['x-a'], body.toString()]).toEqual([422, 'b', 'zoë']);
  });

  it('goes over https to a name whose certificate is right, and to no other', async () => {
    const { key, cert } = selfSigned('login.example.com', 10);
    const port = await listening(createHttpsServer({ key, cert }, (_request, response) => response.end('safe')));
    const { lookup } = resolver(['127.0.0.1']);
    const safe = { ...LOCAL, lookup, ca: cert };
    const { body } = await guardedClient(safe)({ method: 'GET', url: `https://login.example.com:${port}/` });
    expect(body.toString()).toBe('safe');
    expect((await failure(safe, { url: `https://other.example.com:${port}/` })).reason).toBe('unreachable');
    expect((await failure({ ...LOCAL, lookup }, { url: `https://login.example.com:${port}/` })).reason).toBe(
      'unreachable',
    );
  });
});

describe('a URL that is refused', () => {
  it.each([
    ['', 'refused-url'],
    ['example.com', 'refused-url'],
    ['ftp://example.com', 'refused-url'],
    ['file:///etc/passwd', 'refused-url'],
    ['data:text/plain,a', 'refused-url'],
    ['https://ada:secret@example.com/', 'refused-url'],
    ['https://ada@example.com/', 'refused-url'],
    ['http://example.com/', 'refused-url'],
    ['http://1.1.1.1/', 'refused-address'],
    ['https://127.0.0.1/', 'refused-address'],
    ['https://2130706433/', 'refused-address'],
    ['https://0x7f.1/', 'refused-address'],
    ['https://0177.0.0.1/', 'refused-address'],
    ['https://127.0.0.1./', 'refused-address'],
    ['https://\uff11\uff12\uff17.0.0.1/', 'refused-address'],
    ['https://[::1]/', 'refused-address'],
    ['https://[::ffff:127.0.0.1]/', 'refused-address'],
    ['https://[64:ff9b::7f00:1]/', 'refused-address'],
    ['https://10.0.0.1/', 'refused-address'],
    ['https://169.254.169.254/latest/meta-data/', 'refused-address'],
    ['https://[fd00:ec2::254]/', 'refused-address'],
    ['https://[fe80::1]/', 'refused-address'],
    ['https://224.0.0.1/', 'refused-address'],
    ['https://0/', 'refused-address'],
  ])('on AWS: %s', async (url, reason) => {
    const { asked, lookup } = resolver(['1.1.1.1']);
    const { message, ...rest } = await failure({ lookup }, { url });
    expect(rest).toEqual({ reason });
    expect(message).not.toContain('secret');
    expect(asked).toEqual([]);
  });

  it.each(['http://1.1.1.1/', 'http://10.0.0.1/', 'https://10.0.0.1/', 'https://169.254.169.254/', 'https://0.0.0.0/'])(
    'on one machine: %s',
    async (url) => {
      expect((await failure(LOCAL, { url })).reason).toBe('refused-address');
    },
  );

  it('is one in a private network, unless the operator allows it, and then over https', async () => {
    const { lookup } = resolver(['10.1.0.1']);
    const allowed = [parsePrivateRange('10.1.0.0/16')!];
    // Nobody listens there: what matters is that the address was not the reason.
    const request = { url: 'https://idp.example.com/', timeoutMs: 100 };
    expect((await failure({ lookup, allowed }, request)).reason).not.toBe('refused-address');
    expect((await failure({ lookup, allowed: [] }, request)).reason).toBe('refused-address');
    expect((await failure({ ...LOCAL, allowed }, { url: 'http://10.1.0.1/' })).reason).toBe('refused-address');
  });
});

describe('a name', () => {
  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:169.254.169.254']],
    [['10.0.0.1']],
    [['64:ff9b::a00:1']],
    [['1.1.1.1', '10.0.0.1']],
    [['fe80::1%eth0', '2606:4700::1']],
  ])('that leads to %j is refused', async (addresses) => {
    const { asked, lookup } = resolver(addresses);
    const { reason, message } = await failure({ lookup }, { url: 'https://idp.example.com/secret?a=b' });
    expect([reason, asked]).toEqual(['refused-address', ['idp.example.com']]);
    expect(message).toMatch(/^idp\.example\.com must not be asked: its address [\d.:a-z%]+ is /);
  });

  it('that leads to this machine gets no connection on AWS', async () => {
    let connections = 0;
    const port = await listening(
      createTcpServer((socket) => {
        connections++;
        socket.destroy();
      }),
    );
    const { lookup } = resolver(['127.0.0.1']);
    expect((await failure({ lookup }, { url: `https://a.example.com:${port}/` })).reason).toBe('refused-address');
    expect(connections).toBe(0);
  });

  it('that leads elsewhere the second time gains nothing', async () => {
    const port = await serve((request, response) => response.end(request.headers.host));
    const { asked, lookup } = resolver(['127.0.0.1'], ['10.0.0.1']);
    const request = { method: 'GET', url: `http://a.example.com:${port}/` } as const;
    const client = guardedClient({ ...LOCAL, lookup });
    // The address that was judged is the one that is connected to: nothing is looked up in between.
    const { body } = await client(request);
    expect([body.toString(), asked]).toEqual([`a.example.com:${port}`, ['a.example.com']]);
    await expect(client(request)).rejects.toMatchObject({ reason: 'refused-address' });
    expect(asked).toHaveLength(2);
  });

  it('that leads to another machine is not asked over http', async () => {
    const { lookup } = resolver(['1.1.1.1']);
    expect((await failure({ ...LOCAL, lookup }, { url: 'http://a.example.com/' })).reason).toBe('refused-address');
  });

  it('that leads nowhere, or is never answered for, ends the request', async () => {
    const { lookup } = resolver([]);
    expect((await failure({ lookup }, { url: 'https://a.example.com/' })).reason).toBe('unreachable');
    const silent = (() => {}) as unknown as typeof systemLookup;
    expect((await failure({ lookup: silent }, { url: 'https://a.example.com/', timeoutMs: 20 })).reason).toBe(
      'timeout',
    );
  });
});

describe('an answer', () => {
  const failed = async (answer: RequestListener, timeoutMs?: number) => {
    const port = await serve(answer);
    return (await failure(LOCAL, { url: `http://127.0.0.1:${port}/`, timeoutMs })).reason;
  };

  it('of 256 KB is taken, and a longer one is not', async () => {
    const port = await serve((request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)))));
    const get = (bytes: number) => guardedClient(LOCAL)({ method: 'GET', url: `http://127.0.0.1:${port}/${bytes}` });
    expect((await get(262_144)).body.length).toBe(262_144);
    await expect(get(262_145)).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('of 100 MB is given up after its first part', async () => {
    let sent = 0;
    const part = Buffer.alloc(65_536);
    const reason = await failed((_request, response) => {
      const more = () => {
        while (!response.destroyed && sent < 100 * 1024 * 1024) {
          sent += part.length;
          if (!response.write(part)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    expect(reason).toBe('too-large');
    expect(sent).toBeLessThan(50 * 1024 * 1024);
  });

  it('that says it has 100 MB is not read at all', async () => {
    expect(
      await failed((_request, response) => response.writeHead(200, { 'content-length': 104_857_600 }).write('a')),
    ).toBe('too-large');
  });

  it('that is compressed is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    const reason = await failed((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(reason).toBe('too-large');
  });

  it.each([301, 302, 303, 307, 308])('with status %i is not followed', async (status) => {
    let requests = 0;
    const reason = await failed((_request, response) => {
      requests++;
      response.writeHead(status, { location: '/' }).end();
    });
    expect([reason, requests]).toEqual(['redirect', 1]);
  });

  it.each([
    ['never begins', () => {}],
    ['stops after its head', (_request, response) => response.writeHead(200).write('a')],
    [
      'drips without an end',
      (_request, response) => {
        const drip = setInterval(() => response.write('a'), 5);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ] as [string, RequestListener][])('that %s is given up in time', async (_how, answer) => {
    expect(await failed(answer, 60)).toBe('timeout');
  });

  it('has 5 seconds at most, however long the caller would wait', async () => {
    const began = performance.now();
    expect(await failed(() => {}, 60_000)).toBe('timeout');
    expect(performance.now() - began).toBeGreaterThan(4_900);
  });

  it('that breaks off is no answer', async () => {
    const reason = await failed((_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('a', () => response.destroy());
    });
    expect(reason).toBe('unreachable');
  });

  it('that changes the protocol is no answer', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n';
    const port = await listening(createTcpServer((socket) => socket.resume().write(switching)));
    const { reason, message } = await failure(LOCAL, { url: `http://127.0.0.1:${port}/` });
    expect([reason, message]).toEqual(['unreachable', '127.0.0.1 changes the protocol, which was not asked for.']);
  });

  it('that is not HTTP is no answer', async () => {
    const port = await listening(createTcpServer((socket) => socket.resume().end('SSH-2.0-a\r\n')));
    expect((await failure(LOCAL, { url: `http://127.0.0.1:${port}/` })).reason).toBe('unreachable');
  });

  it('does not come from a port where nobody listens', async () => {
    const port = await listening(createTcpServer());
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const { reason, message } = await failure(LOCAL, { url: `http://127.0.0.1:${port}/a?token=secret` });
    expect([reason, message]).toEqual(['unreachable', '127.0.0.1 gave no answer (ECONNREFUSED).']);
  });
});
