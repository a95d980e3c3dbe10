import { directionOf } from '#core/languages/language.ts';
import type { ReturnAddress } from '#core/oauth/errors.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { languageCookie, languageOf } from '#protocol/web/language.ts';
import { webResponse } from '#protocol/web/respond.ts';
import type { WebCall } from '#protocol/web/web-call.ts';
import { canChangeLanguage, languageChoice } from '#ui/language-choice.ts';
import { type Content, htmlOf, type Frame as PageFrame } from '#ui/layout.ts';
import { sourceOf } from '#ui/look.ts';
import { nameable } from '#ui/nameable.ts';
import { brandingFor } from './look.ts';
import { ownContent } from './own.ts';

type Frame = {
  readonly status?: number;
  readonly cookies?: readonly string[];
  /** Where the app waits. Chromium lets a form lead there, by way of a redirect, only if the page says so. */
  readonly to?: ReturnAddress | undefined;
};

/** Returns a page. It may load nothing from elsewhere but images that the look names, and no other site may show it in a frame. */
export async function pageResponse(
  call: WebCall,
  contentOf: (frame: PageFrame) => Content,
  { status = 200, cookies = [], to }: Frame = {},
): Promise<HttpResponse> {
  const language = languageOf(call);
  const texts = await call.deps.catalogues.texts(language);
  const { look, own } = await brandingFor(call);
  const content = ownContent(own, { texts, language }, (frame) =>
    contentOf({ ...frame, hasInstructions: look.hasInstructions }),
  );
  const scripts = content.scripts ?? [];
  const policy = [
    "default-src 'none'",
    `style-src ${look.source}`,
    `script-src ${scripts.length > 0 ? scripts.map(scriptSource).join(' ') : "'none'"}`,
    `img-src ${["'self'", 'data:', ...look.imageOrigins].join(' ')}`,
    "connect-src 'self'",
    `form-action 'self'${to ? ` ${destinationOf(to)}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  const { languages } = call.deps.catalogues;
  const { web } = call;
  const isOffered = look.choosesLanguage && languages.length > 1 && canChangeLanguage(content.name, web);
  const choice = isOffered ? languageChoice({ texts, languages, language, query: web.query }) : undefined;
  const frame = { language, direction: directionOf(language), look, languageChoice: choice };
  return webResponse(status, await htmlOf({ ...content, ...frame }), {
    headers,
    cookies: [...cookies, ...languageCookie(call)],
  });
}

const scriptSources = new Map<string, string>();

/** Returns the source by which the policy knows a script. There are few of them, and all are ours. */
function scriptSource(script: string): string {
  const source = scriptSources.get(script) ?? sourceOf(script);
  scriptSources.set(script, source);
  return source;
}

/** Returns the origin of a redirect URI or, for an app's own and for one that a policy cannot name, its scheme. */
function destinationOf({ redirectUri }: ReturnAddress): string {
  const { protocol, origin } = new URL(redirectUri);
  return nameable(origin) ? origin : protocol;
}
