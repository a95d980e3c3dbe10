import { cut } from '#core/bounded-text.ts';
import type { CognitoError } from '#core/errors.ts';
import type { HttpEvent, HttpResponse } from './http.ts';

/** The largest body of a request, in bytes, except for those below. */
const MAX_BODY_BYTES = 1024 * 1024;

/** The largest body of requests that carry images, 2 MB as on the pages of these operations. */
const MAX_BODY_WITH_IMAGES = 2_000_000;
const WITH_IMAGES = /\.(Create|Update)ManagedLoginBranding$/;

/** Returns the largest body, in bytes, that a request with these headers may have. */
export function maxBodyBytes(headers: HttpEvent['headers']): number {
  return WITH_IMAGES.test(headers['x-amz-target'] ?? '') ? MAX_BODY_WITH_IMAGES : MAX_BODY_BYTES;
}

/**
 * The longest text of an error, in UTF-16 units. It keeps a response from growing with its request, whatever text an
 * operation gives. Texts that list problems are far shorter (core/bounded-text.ts).
 */
const MAX_MESSAGE = 8192;

type Headers = Readonly<Record<string, string>>;

/** Makes a response. It has no headers but `contentType` and `headers`. */
export function response(statusCode: number, contentType: string, body: string, headers: Headers = {}): HttpResponse {
  return { statusCode, headers: { 'content-type': contentType, ...headers }, body };
}

/** Makes a response with a JSON document. */
export function json(statusCode: number, document: unknown, headers: Headers = {}): HttpResponse {
  return response(statusCode, 'application/json', JSON.stringify(document), headers);
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/**
 * The headers of every response of the API, errors included. Browsers may call the API from any origin and must not
 * cache its responses.
 */
const API_HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
};

/** Makes the response of an operation: JSON, or an empty body for an operation without an output (`undefined`). */
export function success(requestId: string, output: unknown): HttpResponse {
  return answer(200, requestId, output === undefined ? '' : JSON.stringify(output));
}

/** Makes the response for an error in the form of AWS JSON 1.1, with its name and text in the body and in headers. */
export function failure(requestId: string, error: CognitoError): HttpResponse {
  const message = cut(error.message, MAX_MESSAGE);
  const body = { __type: error.name, ...(message && { message }) };
  return answer(error.status, requestId, JSON.stringify(body), {
    'x-amzn-errortype': `${error.name}:`,
    ...(message && { 'x-amzn-errormessage': headerText(message) }),
  });
}

/**
 * Makes the response to the CORS preflight of `POST /`. It allows any origin, and the headers and the method that were
 * asked for.
 */
export function preflight(
  requestId: string,
  asked: { readonly headers?: string; readonly method?: string },
): HttpResponse {
  return answer(200, requestId, '', {
    ...(asked.headers && { 'access-control-allow-headers': headerText(asked.headers) }),
    'access-control-allow-methods': headerText(asked.method || 'POST'),
    'access-control-max-age': '172800',
    'content-length': '0',
  });
}

/** Makes the response that Cognito's host gives to any other request. */
export function notUnderstood(requestId: string): HttpResponse {
  const message = 'The server did not understand the operation that was requested.';
  return json(400, { code: 'BadRequest', message, type: 'client' }, { 'x-amzn-requestid': requestId });
}

function answer(statusCode: number, requestId: string, body: string, extra: Headers = {}): HttpResponse {
  return response(statusCode, CONTENT_TYPE, body, { 'x-amzn-requestid': requestId, ...API_HEADERS, ...extra });
}

/** Limits a text to what a header may carry: printable ASCII of at most 1024 characters. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, ' ').slice(0, 1024);
}
