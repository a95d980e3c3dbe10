import { parse } from 'hono/utils/cookie';
import type { Call, PoolCall } from '#core/call.ts';
import type { Address } from '#core/domains/address.ts';
import { MANAGED_LOGIN } from '#core/domains/check.ts';
import { bodyOf, type HttpEvent } from '#protocol/http.ts';

/** A request for one of a domain's endpoints. */
export type WebRequest = {
  readonly method: string;
  readonly query: URLSearchParams;
  /** The fields of a form, which are none if the body is something else, or more than any form here has. */
  readonly form: URLSearchParams;
  readonly body: Buffer;
  readonly headers: HttpEvent['headers'];
  readonly cookies: Readonly<Record<string, string>>;
};

/** A call of an endpoint of a domain, with the pool of the domain. */
export type WebCall = PoolCall & { readonly address: Address; readonly web: WebRequest };

const FORM = 'application/x-www-form-urlencoded';

/** The most fields of a form. The longest form here, that of a sign-up, has fewer than a hundred. */
const MOST_FIELDS = 500;
const AMPERSAND = 0x26;

/** Many fields are expensive to parse: a megabyte of them takes half a second of processor time. */
function isTooDear(body: Buffer): boolean {
  let fields = 1;
  for (let at = body.indexOf(AMPERSAND); at >= 0; at = body.indexOf(AMPERSAND, at + 1)) {
    if (++fields > MOST_FIELDS) return true;
  }
  return false;
}

/** Returns the request of an event. */
export function webRequestOf(event: HttpEvent): WebRequest {
  const { headers, rawQueryString, requestContext } = event;
  const body = bodyOf(event);
  const isForm = headers['content-type']?.split(';')[0]?.trim().toLowerCase() === FORM;
  return {
    method: requestContext.http.method,
    query: new URLSearchParams(rawQueryString),
    form: new URLSearchParams(isForm && !isTooDear(body) ? body.toString('utf8') : ''),
    body,
    headers,
    cookies: parse(headers.cookie ?? ''),
  };
}

/** Returns the call for a request that came in at the function for the hosted endpoints. */
export function hostedCall(
  deps: Call['deps'],
  { headers, requestContext }: HttpEvent,
  { operation, audit }: Pick<Call, 'operation' | 'audit'>,
): Call {
  const { requestId, timeEpoch, http } = requestContext;
  const source = { address: http.sourceIp, userAgent: headers['user-agent'] };
  return { deps, began: timeEpoch, requestId, operation, source, audit };
}

/** Tells whether the pages are those of managed login, and not the classic ones. */
export function isManaged({ address }: Pick<WebCall, 'address'>): boolean {
  return address.domain.managedLoginVersion === MANAGED_LOGIN;
}
