import { parseAccept } from 'hono/utils/accept';
import { ENGLISH_CODE, matchingLanguage } from '#core/languages/language.ts';
import { cookieOf, setCookie } from './cookies.ts';
import type { WebCall } from './web-call.ts';

/** How long a browser keeps the language, in seconds. Browsers keep no cookie longer. */
const KEPT = 400 * 86_400;

/** The most languages that are looked at in a header or a parameter. */
const MOST = 20;

/**
 * Returns the language of the pages: the one that the query asks for, the one that the browser has kept, one of those that
 * the app asks for (ui_locales of OpenID Connect Core 1.0, section 3.1.2.1), one of those that the browser asks for
 * (RFC 9110, section 12.5.4), or English.
 */
export function languageOf(call: WebCall): string {
  const { web } = call;
  const wishes = (web.query.get('ui_locales') ?? '').split(' ').slice(0, MOST);
  const accepted = parseAccept((web.headers['accept-language'] ?? '').slice(0, 1000));
  const tags = [...wishes, ...accepted.slice(0, MOST).flatMap(({ type, q }) => (q > 0 ? [type] : []))];
  return askedIn(call) ?? named(call, cookieOf(call, 'lang')) ?? firstOf(call, tags) ?? ENGLISH_CODE;
}

/** Returns the Set-Cookie header by which the browser keeps the language that a request asks for. */
export function languageCookie(call: WebCall): readonly string[] {
  const asked = askedIn(call);
  return asked === undefined ? [] : [setCookie(call, 'lang', asked, KEPT)];
}

function firstOf({ deps }: WebCall, tags: readonly string[]): string | undefined {
  for (const tag of tags) {
    const found = matchingLanguage(tag, deps.catalogues.languages);
    if (found !== undefined) return found;
  }
  return undefined;
}

const askedIn = (call: WebCall): string | undefined => named(call, call.web.query.get('lang') ?? undefined);

/** Returns a language that is asked for by its own name. Other names count for nothing. */
const named = ({ deps }: WebCall, name: string | undefined): string | undefined =>
  deps.catalogues.languages.find((one) => one === name);
