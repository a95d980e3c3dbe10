import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type AddressKind, type AddressRange, addressKind, isWithin } from './address.ts';
import { OutgoingError } from './outgoing-error.ts';

type OutgoingRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The time for the whole request, in milliseconds, if it is less than that of every request. */
  readonly timeoutMs?: number;
};

export type OutgoingResponse = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
};

/** Sends a request and resolves to the response, whatever its status. Rejects with OutgoingError. */
export type Outgoing = (request: OutgoingRequest) => Promise<OutgoingResponse>;

export type GuardOptions = {
  /** It is set on one machine: requests may go to this machine, and then also over http. */
  readonly loopback?: boolean;
  /** The private networks that the operator allows. */
  readonly allowed?: readonly AddressRange[];
  /** The resolver of host names. */
  readonly lookup?: typeof systemLookup;
  /** The certificate authorities in place of those that Node trusts, in PEM. */
  readonly ca?: string;
};

/** The time for a whole request: the look-up of the name, TLS, and every byte of the answer. */
const TIMEOUT_MS = 5_000;

/** The longest body of an answer. */
const MAX_BYTES = 256 * 1024;

/**
 * Makes the client for requests to URLs that somebody else has chosen. They go to public addresses over https, and to
 * nothing else unless the options allow it. What is judged is the address that the connection is made to, after the
 * look-up and before TLS, so that a name which leads elsewhere the second time gains nothing. A request takes 5 seconds at most,
 * and an answer has 256 KB at most. Redirects are not followed and compression is not undone.
 */
export function guardedClient({ loopback = false, allowed = [], lookup = systemLookup, ca }: GuardOptions): Outgoing {
  // Without a pool, every request has a connection of its own, which was made to an address that was judged.
  const agents = { http: new HttpAgent(), https: new HttpsAgent({ rejectUnauthorized: true, ...(ca && { ca }) }) };

  const mayReach = (address: string, isPlain: boolean) => {
    const kind = addressKind(address);
    if (kind === 'loopback') return loopback;
    return !isPlain && (kind === 'public' || (kind === 'private' && isWithin(allowed, address)));
  };

  return async ({ method, url: given, headers, body, timeoutMs = TIMEOUT_MS }) => {
    const url = parse(given);
    const isPlain = url.protocol === 'http:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // Nobody looks up an address, so the agent would not ask about it. Node spells the address as it connects to it.
    if (isAddress(url) && !mayReach(host, isPlain)) throw refused(host, host, isPlain);
    if (isPlain && !loopback) throw new OutgoingError('refused-url', `${host} must be asked over https.`);

    // One address that is refused is enough: who names both has something in mind.
    const judge = (addresses: readonly LookupAddress[]) => {
      const wrong = addresses.find(({ address }) => !mayReach(address, isPlain));
      return wrong && refused(host, wrong.address, isPlain);
    };
    const judged: LookupFunction = (name, options, found) => {
      lookup(name, { ...options, all: true }, (error, addresses: readonly LookupAddress[]) => {
        const problem = error ?? judge(addresses);
        const [first] = addresses ?? [];
        if (problem || !first) found(problem ?? new Error('There is no address.'), []);
        else if (options.all) found(null, [...addresses]);
        else found(null, first.address, first.family);
      });
    };
    const signal = AbortSignal.timeout(Math.max(1, Math.min(timeoutMs, TIMEOUT_MS)));
    const options: RequestOptions = {
      method,
      headers: { 'accept-encoding': 'identity', ...headers },
      agent: isPlain ? agents.http : agents.https,
      lookup: judged,
      signal,
    };
    try {
      return await exchange(url, options, body);
    } catch (error) {
      if (error instanceof OutgoingError) throw error;
      if (signal.aborted) throw new OutgoingError('timeout', `${host} took too long.`, { cause: error });
      const { code, message } = error as NodeJS.ErrnoException;
      throw new OutgoingError('unreachable', `${host} gave no answer (${code ?? message}).`, { cause: error });
    }
  };
}

/** Parses a URL, which then has the one spelling of its host that there is. Throws OutgoingError. */
function parse(text: string): URL {
  if (!URL.canParse(text)) throw new OutgoingError('refused-url', 'The URL is not valid.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OutgoingError('refused-url', 'The URL must begin with https://.');
  }
  if (url.username || url.password) {
    throw new OutgoingError('refused-url', `The URL of ${url.hostname} must not have a user or a password.`);
  }
  return url;
}

/** Tells whether the host of a URL is an address. URL has turned every spelling of IPv4 into four decimal numbers. */
function isAddress({ hostname }: URL): boolean {
  return hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
}

const WHERE: Readonly<Record<AddressKind, string>> = {
  public: 'on the internet',
  loopback: 'on this machine',
  private: 'in a private network',
  special: 'a special one',
};

function refused(host: string, address: string, isPlain: boolean): OutgoingError {
  const over = isPlain ? ' over http' : '';
  const text = `${host} must not be asked${over}: its address ${address} is ${WHERE[addressKind(address)]}.`;
  return new OutgoingError('refused-address', text);
}

function exchange(url: URL, options: RequestOptions, body: string | undefined): Promise<OutgoingResponse> {
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => {
      const end = (error: OutgoingError) => {
        reject(error);
        request.destroy();
      };
      const { statusCode: status = 0, headers } = response;
      response.on('error', reject);
      if (status >= 300 && status < 400) return end(new OutgoingError('redirect', `${url.hostname} redirects.`));
      const tooLarge = () =>
        end(new OutgoingError('too-large', `${url.hostname} answers more than ${MAX_BYTES} bytes.`));
      if (Number(headers['content-length']) > MAX_BYTES) return tooLarge();
      const encoding = headers['content-encoding'] ?? 'identity';
      if (encoding !== 'identity') {
        return end(new OutgoingError('too-large', `${url.hostname} compresses its answer, which was not asked for.`));
      }
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MAX_BYTES) return tooLarge();
        parts.push(part);
      });
      response.on('end', () => resolve({ status, headers, body: Buffer.concat(parts) }));
    });
    request.on('error', reject);
    // Node closes the connection without an error then, unless somebody takes it, and there would never be an answer.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new OutgoingError('unreachable', `${url.hostname} changes the protocol, which was not asked for.`));
    });
    request.end(body);
  });
}
