import type { ReturnAddress } from '#core/oauth/errors.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { languageCookie } from '#protocol/web/language.ts';
import { webResponse } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import type { Content } from '#ui/layout.ts';
import { htmlOf } from '#ui/layout.ts';

type Frame = {
  readonly status?: number;
  readonly cookies?: readonly string[];
  /** Where the app waits. Chromium lets a form lead there, by way of a redirect, only if the page says so. */
  readonly to?: ReturnAddress | undefined;
};

/** Returns a page. It may load nothing from elsewhere, and no other site may show it in a frame. */
export async function pageResponse(
  call: WebCall,
  content: Content,
  { status = 200, cookies = [], to }: Frame = {},
): Promise<HttpResponse> {
  const nonce = call.deps.random.bytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action 'self'${to ? ` ${sourceOf(to)}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  return webResponse(status, await htmlOf({ ...content, lang: 'en', nonce }), {
    headers,
    cookies: [...cookies, ...languageCookie(call)],
  });
}

/** The origins that a policy can name. Hosts may have characters that would end the directive, and none is an IPv6 address. */
const NAMEABLE = /^https?:\/\/[\w.-]+(:\d+)?$/;

/** Returns the origin of a redirect URI or, for an app's own and for one that a policy cannot name, its scheme. */
function sourceOf({ redirectUri }: ReturnAddress): string {
  const { protocol, origin } = new URL(redirectUri);
  return NAMEABLE.test(origin) ? origin : protocol;
}
