import { timingSafeEqual } from 'node:crypto';
import { fail } from '#core/errors.ts';
import { type Authorization, parseAuthorization, quotable } from './authorization-header.ts';
import {
  canonicalRequest,
  payloadHash,
  queryNames,
  type Scope,
  signatureOf,
  signingKey,
  stringToSign,
  TERMINATOR,
} from './canonical-request.ts';
import { formatAmzDate, parseAmzDate, parseDateHeader } from './timestamp.ts';

/** A request as it came over the wire. Nothing in it has been verified yet. */
export type SignedRequest = {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  /** The query without the question mark. */
  readonly query: string;
  /** The headers by their lower-case names. `host` is the host that the client addressed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
};

/**
 * A signature that is complete, meant for this endpoint and recent. Only `signatureMatches` tells whether it is
 * correct.
 */
export type ParsedSignature = {
  readonly accessKeyId: string;
  readonly scope: Scope;
  readonly signedHeaders: readonly string[];
  /** The signature as 64 lower-case hex digits. */
  readonly signature: string;
  /** The time of the request as YYYYMMDDTHHMMSSZ. */
  readonly amzDate: string;
};

/** The signatures that an endpoint accepts. `now` is in epoch milliseconds. */
export type ExpectedSignature = { readonly region: string; readonly service: string; readonly now: number };

const TOLERANCE_MS = 5 * 60 * 1000;
const MAX_TARGET_LENGTH = 8192;
// CloudFront adds this header on the way to the origin, after the client has signed.
const ADDED_ON_THE_WAY: ReadonlySet<string> = new Set(['x-amz-cf-id']);

function headerOf(request: SignedRequest, name: string): string | undefined {
  return Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
}

function refuseOtherSchemes(request: SignedRequest): void {
  if (!/^[A-Z]{1,16}$/.test(request.method) || request.path.length + request.query.length > MAX_TARGET_LENGTH) {
    fail('InvalidSignatureException', 'The method, path or query is not one that can be signed.');
  }
  const names = queryNames(request.query);
  const presigned = names.includes('x-amz-signature') || names.includes('x-amz-security-token');
  // Access keys of Ownpool are long-lived, and no service issues session tokens for them.
  if (presigned || headerOf(request, 'x-amz-security-token') !== undefined) fail('UnrecognizedClientException');
}

type RequestTime = { readonly header: 'x-amz-date' | 'date'; readonly time: number };

function requestTime(request: SignedRequest): RequestTime | undefined {
  const amzDate = headerOf(request, 'x-amz-date');
  const text = amzDate ?? headerOf(request, 'date');
  if (text === undefined) return undefined;
  const time = amzDate === undefined ? parseDateHeader(text.trim()) : parseAmzDate(text.trim());
  if (time === undefined) {
    fail(
      'IncompleteSignatureException',
      `Date must be in ISO-8601 'basic format'. Got '${quotable(text)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  return { header: amzDate === undefined ? 'date' : 'x-amz-date', time };
}

function checkScope(authorization: Authorization, expected: ExpectedSignature, amzDate: string): void {
  const wrong: string[] = [];
  if (authorization.region !== expected.region) {
    wrong.push(
      `Credential should be scoped to a valid region, not '${authorization.region}'. This endpoint expects '${expected.region}'.`,
    );
  }
  if (authorization.service !== expected.service) {
    wrong.push(`Credential should be scoped to correct service: '${expected.service}'. `);
  }
  if (authorization.terminator !== TERMINATOR) {
    wrong.push(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${authorization.terminator}'.`,
    );
  }
  const day = amzDate.slice(0, 8);
  if (authorization.date !== day) {
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${day}', from '${amzDate}'.`,
    );
  }
  if (wrong.length > 0) fail('InvalidSignatureException', wrong.join(' '));
}

function checkAge(time: number, now: number): void {
  const [date, current] = [formatAmzDate(time), formatAmzDate(now)];
  if (time < now - TOLERANCE_MS) {
    const earliest = formatAmzDate(now - TOLERANCE_MS);
    fail(
      'InvalidSignatureException',
      `Signature expired: ${date} is now earlier than ${earliest} (${current} - 5 min.)`,
    );
  }
  if (time > now + TOLERANCE_MS) {
    const latest = formatAmzDate(now + TOLERANCE_MS);
    fail(
      'InvalidSignatureException',
      `Signature not yet current: ${date} is still later than ${latest} (${current} + 5 min.)`,
    );
  }
}

function checkSignedHeaders(request: SignedRequest, signedHeaders: readonly string[], dateHeader: string): void {
  const signed = new Set(signedHeaders);
  if (!signed.has('host')) {
    fail('InvalidSignatureException', "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const required = Object.keys(request.headers).filter((name) => /^x-amz-/i.test(name) && !ADDED_ON_THE_WAY.has(name));
  const unsigned = [dateHeader, ...required].find((name) => !signed.has(name));
  if (unsigned !== undefined) {
    fail('InvalidSignatureException', `'${quotable(unsigned)}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  const absent = signedHeaders.find((name) => headerOf(request, name) === undefined);
  if (absent !== undefined) {
    fail('InvalidSignatureException', `'${quotable(absent)}' is a 'SignedHeader' but the request does not have it.`);
  }
}

function checkPayloadHash(request: SignedRequest): void {
  const stated = headerOf(request, 'x-amz-content-sha256')?.trim();
  if (stated === undefined) return;
  if (stated === 'UNSIGNED-PAYLOAD' || stated.startsWith('STREAMING-')) {
    fail(
      'InvalidSignatureException',
      `The body must be signed: this endpoint does not accept '${quotable(stated)}' as 'x-amz-content-sha256'.`,
    );
  }
  if (stated !== payloadHash(request.body)) {
    fail(
      'InvalidSignatureException',
      "The provided 'x-amz-content-sha256' header does not match what was computed from the body.",
    );
  }
}

/**
 * Reads the signature of a request and checks everything that needs no key: its form, scope and age, and that it covers
 * the host, the date, every `x-amz-*` header of the client and the body. The caller then looks up `accessKeyId` and
 * calls `signatureMatches`.
 *
 * Throws MissingAuthenticationTokenException without an Authorization header, IncompleteSignatureException for one that
 * can't be read, UnrecognizedClientException for a presigned query or a session token, and InvalidSignatureException
 * for any other problem.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
export function parseSignature(request: SignedRequest, expected: ExpectedSignature): ParsedSignature {
  refuseOtherSchemes(request);
  const header = headerOf(request, 'authorization');
  if (header === undefined || header.trim() === '') fail('MissingAuthenticationTokenException');
  const dated = requestTime(request);
  const authorization = parseAuthorization(header, dated !== undefined);
  if (dated === undefined) fail('IncompleteSignatureException');
  const amzDate = formatAmzDate(dated.time);
  checkScope(authorization, expected, amzDate);
  checkAge(dated.time, expected.now);
  checkSignedHeaders(request, authorization.signedHeaders, dated.header);
  checkPayloadHash(request);
  const { accessKeyId, date, region, service, signedHeaders, signature } = authorization;
  return { accessKeyId, scope: { date, region, service }, signedHeaders, signature, amzDate };
}

/**
 * Tells whether the request was signed with this secret. It takes the same time however much of the signature is
 * correct, and never throws. For an unknown access key the caller should throw UnrecognizedClientException without
 * calling this.
 */
export function signatureMatches(request: SignedRequest, parsed: ParsedSignature, secretAccessKey: string): boolean {
  const canonical = canonicalRequest({
    ...request,
    signedHeaders: parsed.signedHeaders,
    payloadHash: payloadHash(request.body),
  });
  const text = stringToSign(parsed.amzDate, parsed.scope, canonical);
  const computed = Buffer.from(signatureOf(signingKey(secretAccessKey, parsed.scope), text), 'latin1');
  const given = Buffer.from(parsed.signature, 'utf8');
  return given.length === computed.length && timingSafeEqual(given, computed);
}
