import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { PageName } from '#core/branding/page-names.ts';
import { partsOf, type Texts } from '#core/languages/texts.ts';
import type { Look } from './look.ts';

/** A part of a page, in which everything that came from outside is escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page is made with. */
export type Frame = {
  /** The texts in the language of the page. */
  readonly texts: Texts;
  /** What people know the app as, if its pages tell. */
  readonly appName?: string | undefined;
};

export type { PageName };

/** What a page is made of, without its frame. */
export type Content = {
  readonly name: PageName;
  readonly title: string;
  readonly body: Markup;
  /** The scripts of the page, which are ours and contain nothing from outside. */
  readonly scripts?: readonly string[];
  /** What stands in the foot of the page. */
  readonly foot?: Markup;
};

type Page = Content & {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly look: Look;
  /** The form by which the page is asked for in another language. */
  readonly languageChoice?: Markup | undefined;
};

/** Returns a page as HTML. Browsers would ask for an icon at an address of their own if it named none. */
export async function htmlOf(page: Page): Promise<string> {
  const { title, language, direction, look, body, languageChoice, foot, scripts = [] } = page;
  return String(
    await html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(look.css)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
${languageChoice ?? ''}
${foot ?? ''}
${scripts.map((script) => html`<script>${raw(script)}</script>`)}
</body>
</html>
`,
  );
}

/** Returns a text of a catalogue with these parts of a page in its places. */
export function filledMarkup(text: string, values: Readonly<Record<string, Markup>>): Markup {
  return html`${partsOf(text).map((part, index) => (index % 2 === 0 ? part : (values[part] ?? '')))}`;
}
