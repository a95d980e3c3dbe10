import type { HttpEvent, HttpResponse } from '#protocol/http.ts';
import { response } from '#protocol/respond.ts';

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** No site may embed a page of the operator, and no cache may keep it. */
const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** What a page of the operator is called in the sentences that refuse it, such as `outbox`. */
type Page = { readonly name: string; readonly headers?: Readonly<Record<string, string>> };

/**
 * Returns the refusal of a request that may not see a page of this machine, or undefined for one that may: 403 to other
 * machines and proxies, to a Host that is not this machine (DNS rebinding) and to requests that other sites make
 * (https://www.w3.org/TR/fetch-metadata/); 405 for what does not only read. Programs other than browsers send no
 * Sec-Fetch-Site. With `open`, other machines, proxies and hosts may see it as well.
 */
export function refusalOf(
  { headers, requestContext }: HttpEvent,
  { name, headers: own }: Page,
  { open }: { readonly open: boolean },
): HttpResponse | undefined {
  const { method, sourceIp } = requestContext.http;
  const refusal = (statusCode: number, sentence: string, more: Readonly<Record<string, string>> = {}) =>
    response(statusCode, 'text/plain; charset=utf-8', `${sentence}\n`, { ...HEADERS, ...own, ...more });
  if (!open) {
    if (!LOOPBACK.test(sourceIp) || PROXY_HEADERS.some((header) => headers[header] !== undefined)) {
      return refusal(403, `The ${name} answers only to this machine, and not through a proxy.`);
    }
    if (!/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(headers.host ?? '')) {
      return refusal(403, `The ${name} answers only on this machine, as localhost, 127.0.0.1 or [::1].`);
    }
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return refusal(403, `The ${name} does not answer to other sites; type its address into the browser instead.`);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return refusal(405, `The ${name} can only be read: use GET.`, { allow: 'GET, HEAD' });
  }
  return undefined;
}

/** Makes the response of a page of the operator. */
export function pageResponse(statusCode: number, type: string, body: string): HttpResponse {
  return response(statusCode, `${type}; charset=utf-8`, body, HEADERS);
}
