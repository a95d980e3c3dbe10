import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { STYLE } from './style.ts';

/** A part of a page, in which everything that came from outside is escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What a page is made of, without its frame. */
export type Content = {
  readonly title: string;
  readonly body: Markup;
  /** A script of the page, which is ours and contains nothing from outside. */
  readonly script?: string;
};

type Page = Content & {
  readonly lang: string;
  /** The nonce by which the Content-Security-Policy knows the page's own style and scripts. */
  readonly nonce: string;
};

/** Returns a page as HTML. */
export async function htmlOf({ title, lang, nonce, body, script }: Page): Promise<string> {
  return String(
    await html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
${script === undefined ? '' : html`<script nonce="${nonce}">${raw(script)}</script>`}
</body>
</html>
`,
  );
}
