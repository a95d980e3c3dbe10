import type { OAuthError } from '#core/oauth/errors.ts';
import type { HttpResponse } from '#protocol/http.ts';

const UNCACHED = {
  'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
  pragma: 'no-cache',
  expires: '0',
};

/** The headers of every response of a domain's endpoints. */
const COMMON = {
  ...UNCACHED,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000 ; includeSubDomains',
};

/** Any site may read the answers of the endpoints that take no cookies. */
const ANY_ORIGIN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'www-authenticate,x-amz-cognito-request-id,retry-after',
};

type More = { readonly headers?: Readonly<Record<string, string>>; readonly cookies?: readonly string[] };

/** Makes a response, with a Set-Cookie header for each cookie. Throws for a header with characters that none can have. */
export function webResponse(status: number, body: string, { headers = {}, cookies = [] }: More = {}): HttpResponse {
  const all = { ...COMMON, ...headers };
  if (/[^\t\x20-\x7e]/.test([...Object.values(all), ...cookies].join('')))
    throw new Error('A header has a character that none can have.');
  return { statusCode: status, headers: all, ...(cookies.length > 0 && { cookies }), body };
}

/** Makes a redirect. A browser that has sent a form asks for the new page by GET. */
export function redirectTo(location: string, cookies: readonly string[] = []): HttpResponse {
  return webResponse(302, '', { headers: { location: inAscii(location) }, cookies });
}

/** Returns a URL in the characters of a header. Redirect URIs may have letters of any language, also in their host. */
function inAscii(url: string): string {
  return url.toWellFormed().replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}

/** Makes a JSON response that any site may read. */
export function openJson(
  status: number,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return webResponse(status, JSON.stringify(document), {
    headers: { 'content-type': 'application/json;charset=UTF-8', ...ANY_ORIGIN, ...headers },
  });
}

/** Makes a response without a body that any site may read. */
export function openEmpty(status: number): HttpResponse {
  return webResponse(status, '', { headers: ANY_ORIGIN });
}

/** Makes the response for an error of an OAuth endpoint (RFC 6749, section 5.2). */
export function oauthFailure({ code, description, status, headers }: OAuthError): HttpResponse {
  const document = { error: code, ...(description !== undefined && { error_description: description }) };
  return openJson(status, document, headers);
}
