import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailer, type Mailer, type MailerOptions } from '#adapters/smtp/mailer.ts';
import type { Message } from '#ports/messages.ts';

const mail: Message = { medium: 'EMAIL', to: 'ada@example.com', subject: 'Hello', body: '<p>Code <b>1&amp;2</b></p>' };

const opened: { readonly mailers: Mailer[]; readonly servers: Server[]; readonly sockets: Set<Socket> } = {
  mailers: [],
  servers: [],
  sockets: new Set(),
};

afterEach(async () => {
  for (const mailer of opened.mailers.splice(0)) mailer.close();
  for (const socket of opened.sockets) socket.destroy();
  for (const server of opened.servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function mailerFor(url: string, options?: MailerOptions): Mailer {
  const mailer = createMailer(url, options);
  opened.mailers.push(mailer);
  return mailer;
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    opened.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => opened.sockets.delete(socket));
    onConnection(socket);
  });
  opened.servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Just enough of RFC 5321 to take a message; `refuse` names the command that is answered with 550. */
async function smtpServer(options: { readonly refuse?: string; readonly extension?: string } = {}) {
  const commands: string[] = [];
  const messages: string[] = [];
  const connections: Socket[] = [];
  const answer = (command: string): string => {
    const verb = command.split(/[ :]/)[0]?.toUpperCase() ?? '';
    if (verb === options.refuse) return '550 No.';
    if (verb === 'EHLO') return options.extension === undefined ? '250 test' : `250-test\r\n250 ${options.extension}`;
    return { DATA: '354 Go on.', AUTH: '235 Welcome.', QUIT: '221 Bye.', STARTTLS: '502 No TLS.' }[verb] ?? '250 Yes.';
  };
  const port = await listen((socket) => {
    connections.push(socket);
    let pending = '';
    let inData = false;
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      pending += chunk.toString();
      for (;;) {
        const mark = inData ? '\r\n.\r\n' : '\r\n';
        const end = pending.indexOf(mark);
        if (end < 0) return;
        const part = pending.slice(0, end);
        pending = pending.slice(end + mark.length);
        if (inData) messages.push(part);
        else commands.push(part);
        const reply = inData ? '250 Taken.' : answer(part);
        inData = reply.startsWith('354');
        socket.write(`${reply}\r\n`);
      }
    });
  });
  return { url: `smtp://127.0.0.1:${port}`, port, commands, messages, connections };
}

describe('a server that accepts', () => {
  it('gets envelope, headers, HTML and a text alternative', async () => {
    const server = await smtpServer();
    await mailerFor(server.url).send({ ...mail, code: 'secret-code' });
    expect(server.commands).toContain('MAIL FROM:<no-reply@verificationemail.com>');
    expect(server.commands).toContain('RCPT TO:<ada@example.com>');
    const [message = ''] = server.messages;
    expect(message).toMatch(/^From: no-reply@verificationemail\.com\r$/m);
    expect(message).toMatch(/^To: ada@example\.com\r$/m);
    expect(message).toMatch(/^Subject: Hello\r$/m);
    expect(message).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(message).not.toMatch(/^Reply-To:/m);
    expect(message).toMatch(/text\/plain[\s\S]*Code 1&2[\s\S]*text\/html[\s\S]*<p>Code <b>1&amp;2<\/b><\/p>/);
    expect(message).not.toContain('secret-code');
  });

  it("uses the message's sender and reply address before the mailer's", async () => {
    const server = await smtpServer();
    const mailer = mailerFor(server.url, { from: 'Pool <pool@example.com>' });
    await mailer.send(mail);
    await mailer.send({ ...mail, from: '"Ada, Inc." <ada@example.org>', replyTo: 'help@example.org' });
    expect(server.messages[0]).toMatch(/^From: Pool <pool@example\.com>\r$/m);
    expect(server.messages[1]).toMatch(/^From: "Ada, Inc\." <ada@example\.org>\r$/m);
    expect(server.messages[1]).toMatch(/^Reply-To: help@example\.org\r$/m);
    expect(server.commands).toContain('MAIL FROM:<ada@example.org>');
  });

  it('sees one connection for messages that follow each other', async () => {
    const server = await smtpServer();
    const mailer = mailerFor(server.url);
    await mailer.send(mail);
    await mailer.send(mail);
    expect([server.messages.length, server.connections.length]).toEqual([2, 1]);
  });

  it('is left when the mailer is closed', async () => {
    const server = await smtpServer();
    const mailer = mailerFor(server.url);
    await mailer.send(mail);
    const left = new Promise((resolve) => server.connections[0]?.on('close', resolve));
    mailer.close();
    await left;
    await expect(mailer.send(mail)).rejects.toThrow('closed');
  });

  it('is given user and password of the URL, decoded', async () => {
    const server = await smtpServer({ extension: 'AUTH PLAIN' });
    await mailerFor(`smtp://me%40x:p%3Aw@127.0.0.1:${server.port}`).send(mail);
    const sent = Buffer.from(
      server.commands.find((command) => command.startsWith('AUTH PLAIN '))?.slice(11) ?? '',
      'base64',
    );
    expect(sent.toString()).toBe('\0me@x\0p:w');
  });

  it('gets a subject of one line', async () => {
    const server = await smtpServer();
    await mailerFor(server.url).send({ ...mail, subject: 'Hello\r\nBcc: all@example.com' });
    expect(server.messages[0]).not.toMatch(/^Bcc:/m);
    expect(server.messages[0]).toMatch(/^Subject: Hello Bcc: all@example\.com\r$/m);
  });
});

describe('a server that fails', () => {
  it.each(['MAIL', 'RCPT', 'DATA'])('with 550 to %s: the send rejects', async (refuse) => {
    const server = await smtpServer({ refuse });
    await expect(mailerFor(server.url).send(mail)).rejects.toThrow('550');
  });

  it('by saying nothing: the send rejects after the timeout', async () => {
    const port = await listen(() => undefined);
    const mailer = mailerFor(`smtp://127.0.0.1:${port}`, { timeoutMilliseconds: 100 });
    await expect(mailer.send(mail)).rejects.toThrow();
  });

  it('by trickling an answer that has no end: the send rejects after the timeout', async () => {
    const port = await listen((socket) => {
      socket.write('220 test\r\n');
      socket.once('data', () => {
        const trickle = setInterval(() => socket.write('250-wait\r\n'), 10);
        socket.on('close', () => clearInterval(trickle));
      });
    });
    const mailer = mailerFor(`smtp://127.0.0.1:${port}`, { timeoutMilliseconds: 100 });
    await expect(mailer.send(mail)).rejects.toThrow();
  });

  it('by hanging up at once: the send rejects', async () => {
    const port = await listen((socket) => socket.destroy());
    await expect(mailerFor(`smtp://127.0.0.1:${port}`).send(mail)).rejects.toThrow();
  });

  it('by not being there: the send rejects', async () => {
    const port = await listen(() => undefined);
    const [server] = opened.servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    await expect(mailerFor(`smtp://127.0.0.1:${port}`).send(mail)).rejects.toThrow('ECONNREFUSED');
  });

  it('once: the next message is sent all the same', async () => {
    const server = await smtpServer();
    const mailer = mailerFor(server.url, { timeoutMilliseconds: 2_000 });
    await mailer.send(mail);
    server.connections[0]?.destroy();
    await mailer.send(mail);
    expect([server.messages.length, server.connections.length]).toEqual([2, 2]);
  });
});

describe('what is never sent', () => {
  it('an SMS', async () => {
    const server = await smtpServer();
    const sent = mailerFor(server.url).send({ medium: 'SMS', to: '+15551239878', body: 'x' });
    await expect(sent).rejects.toThrow('e-mail only');
    expect(server.connections).toHaveLength(0);
  });

  it.each([
    'a@example.com,b@example.com',
    'a@example.com;b@example.com',
    'a@example.com\r\nRCPT TO:<b@example.com>',
    'a@example.com\n',
    'Ada <a@example.com>',
    'a>@example.com',
    '"a@evil.example"@example.com',
    'a@evil.example@example.com',
    'a(b)@example.com',
    'group:a@example.com',
    'a@[127.0.0.1]',
    'a b@example.com',
    'a\u200b@example.com',
    'a@',
    '@example.com',
    'a',
    '',
  ])('mail to %j, nor with it as sender or reply address of the form Name <...>', async (address) => {
    const server = await smtpServer();
    const mailer = mailerFor(server.url);
    await expect(mailer.send({ ...mail, to: address })).rejects.toThrow('exactly one plain address');
    await expect(mailer.send({ ...mail, from: `Ada <${address}>` })).rejects.toThrow('exactly one plain address');
    await expect(mailer.send({ ...mail, replyTo: `Ada <${address}>` })).rejects.toThrow('exactly one plain address');
    expect(server.connections).toHaveLength(0);
  });

  it('the password, when the server is elsewhere and offers no TLS', async () => {
    const server = await smtpServer({ extension: 'AUTH PLAIN' });
    // Not a loopback address to the mailer, yet the socket reaches the test server.
    const elsewhere = `smtp://me:password@0.0.0.0:${server.port}`;
    await expect(mailerFor(elsewhere).send(mail)).rejects.toThrow('STARTTLS');
    expect(server.commands.filter((command) => command.startsWith('AUTH'))).toEqual([]);
    await mailerFor(`${elsewhere}?requireTLS=false`).send(mail);
    expect(server.commands.filter((command) => command.startsWith('AUTH'))).toHaveLength(1);
  });
});

describe('SMTP_URL', () => {
  it.each([
    '',
    'localhost:25',
    'http://user:password@localhost',
    'direct:password',
    'smtp://',
    'smtp:password',
    '/dev/password',
  ])('%j is refused without being repeated', (url) => {
    const create = () => createMailer(url);
    expect(create).toThrow('SMTP_URL must look like');
    expect(create).not.toThrow('localhost:25');
  });

  it('a sender that is no address is refused at once', () => {
    expect(() => createMailer('smtp://localhost', { from: 'nobody' })).toThrow('exactly one plain address');
  });
});
