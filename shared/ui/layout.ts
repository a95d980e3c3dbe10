import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { partsOf, type Texts } from '#core/languages/texts.ts';
import type { Look } from './look.ts';

/** A part of a page, in which everything that came from outside is escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page is made with. */
export type Frame = {
  /** The texts in the language of the page. */
  readonly texts: Texts;
};

/** The pages. */
export type PageName =
  | 'choose'
  | 'factor'
  | 'code'
  | 'confirm'
  | 'confirmed'
  | 'notConfirmed'
  | 'refused'
  | 'linkSent'
  | 'sessionOver'
  | 'error'
  | 'forgotPassword'
  | 'resetPassword'
  | 'login'
  | 'mfaSetup'
  | 'authenticatorSetUp'
  | 'recoveryCodes'
  | 'choosePassword'
  | 'passkey'
  | 'addPasskey'
  | 'signUp'
  | 'waiting'
  | 'stepUp';

/** What a page is made of, without its frame. */
export type Content = {
  readonly name: PageName;
  readonly title: string;
  readonly body: Markup;
  /** The scripts of the page, which are ours and contain nothing from outside. */
  readonly scripts?: readonly string[];
};

type Page = Content & {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly look: Look;
};

/** Returns a page as HTML. Browsers would ask for an icon at an address of their own if it named none. */
export async function htmlOf({ title, language, direction, look, body, scripts = [] }: Page): Promise<string> {
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
