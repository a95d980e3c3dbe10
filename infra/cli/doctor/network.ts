import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { LOOPBACK } from '#runtime/config.ts';
import { Fault, networkAdvice, portOf } from './fault.ts';
import type { Report } from './report.ts';

const TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
const RENEW_WITHIN_DAYS = 14;

/** Tells whether the host is this machine itself. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** Finds the addresses of the host, connects to it, and checks the certificate as an app does. */
export async function checkNetwork(url: URL, report: Report): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  await report.must('DNS', async (say) => {
    if (isIP(host)) return say(`${host} is an address`);
    const found = await lookup(host, { all: true });
    say(`${host} is ${[...new Set(found.map(({ address }) => address))].slice(0, 4).join(', ')}`);
  });
  if (url.protocol === 'https:') return checkTls(url, host, report);
  await report.must('connection', async (say) => {
    const socket = await connected(connect({ host, port: portOf(url) }), 'connect', url);
    socket.destroy();
    say('connected, without TLS');
  });
  if (!isLoopback(url)) {
    report.warn(
      'connection',
      'Passwords and tokens travel in the clear. Put TLS in front of the service and use https.',
    );
  }
}

async function checkTls(url: URL, host: string, report: Report): Promise<void> {
  const days = await report.must('TLS', async (say) => {
    const socket = tlsConnect({ host, port: portOf(url), ...(!isIP(host) && { servername: host }) });
    await connected(socket, 'secureConnect', url);
    const left = Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / DAY_MS);
    say(`${socket.getProtocol()}, certificate for ${left} more days`);
    socket.destroy();
    return left;
  });
  if (days < RENEW_WITHIN_DAYS)
    report.warn('TLS', `The certificate ends in ${days} days. Renew it, and find out why it was not renewed in time.`);
}

async function connected<S extends Socket | TLSSocket>(socket: S, event: string, url: URL): Promise<S> {
  try {
    await once(socket, event, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return socket;
  } catch (error) {
    socket.destroy();
    const cause = error instanceof Error && error.name === 'AbortError' ? new Fault(timeoutText(url)) : error;
    throw new Fault(networkAdvice(cause, url) ?? (cause as Error).message);
  }
}

function timeoutText(url: URL): string {
  return `${url.hostname}:${portOf(url)} does not answer within ${TIMEOUT_MS / 1000} s. Is there a firewall in between?`;
}
