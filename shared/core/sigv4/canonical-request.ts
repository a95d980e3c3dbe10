import { createHash, createHmac } from 'node:crypto';

/**
 * This file has only the arithmetic of Signature Version 4. Nothing here looks at a clock or decides whether a request
 * is accepted.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

/** The only algorithm that is supported. Its name begins the Authorization header and the string to sign. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The last element of every credential scope. */
export const TERMINATOR = 'aws4_request';

/** The scope of a signing key: one day (YYYYMMDD, UTC) of one service in one region. */
export type Scope = { readonly date: string; readonly region: string; readonly service: string };

/** The parts of a request that are signed. */
export type CanonicalInput = {
  readonly method: string;
  /** The path as on the wire, without the query. */
  readonly path: string;
  /** The query as on the wire, without the question mark. */
  readonly query: string;
  /**
   * The headers by their lower-case names. A header that was sent several times is a list, or already joined by commas.
   */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The lower-case, sorted names of the headers to include. */
  readonly signedHeaders: readonly string[];
  /** The hash of the body, from `payloadHash`. */
  readonly payloadHash: string;
};

/** Returns the hex SHA-256 of a body. */
export function payloadHash(body: Buffer | string): string {
  return createHash('sha256').update(body).digest('hex');
}

const UNRESERVED = /[A-Za-z0-9\-._~]/;
const ENCODED_BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return UNRESERVED.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

// This works on bytes, because encodeURIComponent throws on a lone surrogate and leaves !'()* as they are.
function uriEncode(bytes: Buffer): string {
  let encoded = '';
  for (const byte of bytes) encoded += ENCODED_BYTES[byte];
  return encoded;
}

/** Decodes a query component to bytes. A percent sign that begins no escape stands for itself. */
function percentDecode(component: string): Buffer {
  const bytes = Buffer.from(component, 'utf8');
  const decoded = Buffer.alloc(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const hex = bytes[index] === 0x25 ? bytes.toString('latin1', index + 1, index + 3) : '';
    const escaped = /^[0-9A-Fa-f]{2}$/.test(hex);
    decoded[length] = escaped ? Number.parseInt(hex, 16) : bytes[index]!;
    length += 1;
    if (escaped) index += 2;
  }
  return decoded.subarray(0, length);
}

// Dot segments are removed as in RFC 3986, section 5.2.4, and empty segments are dropped. The rest is encoded as it
// stands, so an escape that is already on the wire is encoded a second time: every service but S3 does that.
function canonicalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(uriEncode(Buffer.from(segment, 'utf8')));
  }
  const trailingSlash = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${trailingSlash}`;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => {
      const equals = parameter.indexOf('=');
      const name = equals === -1 ? parameter : parameter.slice(0, equals);
      const value = equals === -1 ? '' : parameter.slice(equals + 1);
      return { name: uriEncode(percentDecode(name)), value: uriEncode(percentDecode(value)) };
    })
    .sort((left, right) => compare(left.name, right.name) || compare(left.value, right.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

/** Returns the names of the parameters in a query, unescaped and in lower case. */
export function queryNames(query: string): readonly string[] {
  return query.split('&').map((parameter) =>
    percentDecode(parameter.split('=', 1)[0] ?? '')
      .toString('utf8')
      .toLowerCase(),
  );
}

function canonicalHeader(headers: CanonicalInput['headers'], name: string): string {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const values = typeof value === 'string' ? [value] : (value ?? []);
  return `${name}:${values.map((one) => one.trim().replace(/\s+/g, ' ')).join(',')}\n`;
}

/**
 * Returns the canonical request, which is the text that stands for the whole request in the string to sign. Never
 * throws.
 */
export function canonicalRequest(input: CanonicalInput): string {
  return [
    input.method,
    canonicalPath(input.path),
    canonicalQuery(input.query),
    input.signedHeaders.map((name) => canonicalHeader(input.headers, name)).join(''),
    input.signedHeaders.join(';'),
    input.payloadHash,
  ].join('\n');
}

/** Returns the string to sign. `amzDate` is the time of the request as YYYYMMDDTHHMMSSZ. */
export function stringToSign(amzDate: string, scope: Scope, canonical: string): string {
  const scopeText = [scope.date, scope.region, scope.service, TERMINATOR].join('/');
  return [ALGORITHM, amzDate, scopeText, payloadHash(canonical)].join('\n');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

/** Derives the 32-byte signing key of a secret for one scope. */
export function signingKey(secretAccessKey: string, scope: Scope): Buffer {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  return hmac(hmac(hmac(dateKey, scope.region), scope.service), TERMINATOR);
}

/** Returns the signature of a string to sign as 64 lower-case hex digits. */
export function signatureOf(key: Buffer, text: string): string {
  return hmac(key, text).toString('hex');
}
