import { serialize } from 'hono/utils/cookie';
import type { WebCall } from './web-call.ts';

/**
 * The cookies of a domain. Pools may share a host, so that each cookie is named after its pool or is bound to the path.
 * `sso` leads to the SSO session. `flow` marks a browser before anybody has signed in, and `xsrf` shows that a form was
 * filled in there; scripts read it under the name that Cognito gives it.
 */
type CookieName = 'sso' | 'flow' | 'xsrf' | 'lang';

const LOOPBACK = /^(.+\.)?localhost$|^127(\.\d{1,3}){3}$|^\[::1\]$/;

/** Browsers take `__Host-` cookies of hosts with TLS, and of this machine. Nobody else can plant such a cookie. */
function isTrusted({ address }: Pick<WebCall, 'address'>): boolean {
  return address.origin.startsWith('https:') || isLoopback(address);
}

/** Tells whether a browser is on the machine of the service. */
export function isLoopback({ origin }: Pick<WebCall['address'], 'origin'>): boolean {
  return LOOPBACK.test(new URL(origin).hostname);
}

function nameOf(call: Pick<WebCall, 'address'>, cookie: CookieName): string {
  if (cookie === 'xsrf') return 'XSRF-TOKEN';
  if (cookie === 'lang') return 'lang';
  const name = cookie === 'sso' ? 'cognito' : 'cognito-fl';
  return `${isTrusted(call) ? '__Host-' : ''}${name}-${call.address.poolId}`;
}

/** Returns the value of a cookie that the browser has sent. */
export function cookieOf(call: Pick<WebCall, 'address' | 'web'>, cookie: CookieName): string | undefined {
  return call.web.cookies[nameOf(call, cookie)];
}

/** Returns the Set-Cookie header that sets a cookie, until the browser is closed unless `maxAge`, in seconds, is given. */
export function setCookie(call: Pick<WebCall, 'address'>, cookie: CookieName, value: string, maxAge?: number): string {
  const isBound = cookie === 'xsrf' || cookie === 'lang';
  return serialize(nameOf(call, cookie), value, {
    path: isBound ? `${call.address.base}/` : '/',
    secure: isTrusted(call),
    httpOnly: cookie === 'sso' || cookie === 'flow',
    sameSite: 'Lax',
    ...(maxAge !== undefined && { maxAge }),
  });
}

/** Returns the Set-Cookie header that removes a cookie. */
export function clearCookie(call: Pick<WebCall, 'address'>, cookie: CookieName): string {
  return setCookie(call, cookie, '', 0);
}
