import { cut } from '#core/bounded-text.ts';
import type { CognitoError } from '#core/errors.ts';
import type { HttpResponse } from './http.ts';

/** Of a request. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Of an error's text, in UTF-16 units: whatever an operation says, the answer does not grow with the request. Texts that
 * list things end long before (core/bounded-text.ts).
 */
const MAX_MESSAGE = 8192;

type Headers = Readonly<Record<string, string>>;

/** Any answer; `contentType` and `headers` are all that it tells beside its body. */
export function response(statusCode: number, contentType: string, body: string, headers: Headers = {}): HttpResponse {
  return { statusCode, headers: { 'content-type': contentType, ...headers }, body };
}

/** A JSON document. */
export function json(statusCode: number, document: unknown, headers: Headers = {}): HttpResponse {
  return response(statusCode, 'application/json', JSON.stringify(document), headers);
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** On every answer of the API, errors too: browsers call it from any origin, and keep nothing of it. */
const API_HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
};

/** A success: JSON, or an empty body for an operation without an output (`undefined`). */
export function success(requestId: string, output: unknown): HttpResponse {
  return answer(200, requestId, output === undefined ? '' : JSON.stringify(output));
}

/** An error as AWS JSON 1.1 words it: its name and text, in the body and in headers. */
export function failure(requestId: string, error: CognitoError): HttpResponse {
  const message = cut(error.message, MAX_MESSAGE);
  const body = { __type: error.name, ...(message && { message }) };
  return answer(error.status, requestId, JSON.stringify(body), {
    'x-amzn-errortype': `${error.name}:`,
    ...(message && { 'x-amzn-errormessage': headerText(message) }),
  });
}

/** The preflight of `POST /`: any origin, the headers and method that were asked for. */
export function preflight(
  requestId: string,
  asked: { readonly headers?: string; readonly method?: string },
): HttpResponse {
  return answer(200, requestId, '', {
    ...(asked.headers && { 'access-control-allow-headers': headerText(asked.headers) }),
    'access-control-allow-methods': headerText(asked.method ?? 'POST'),
    'access-control-max-age': '172800',
    'content-length': '0',
  });
}

/** What Cognito's host answers to anything else. */
export function notUnderstood(requestId: string): HttpResponse {
  const message = 'The server did not understand the operation that was requested.';
  return json(400, { code: 'BadRequest', message, type: 'client' }, { 'x-amzn-requestid': requestId });
}

function answer(statusCode: number, requestId: string, body: string, extra: Headers = {}): HttpResponse {
  return response(statusCode, CONTENT_TYPE, body, { 'x-amzn-requestid': requestId, ...API_HEADERS, ...extra });
}

/** A header carries printable ASCII, and not without end. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, ' ').slice(0, 1024);
}
