import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { PageName } from '#core/branding/page-names.ts';
import { partsOf, type Texts } from '#core/languages/texts.ts';
import { graphic, picture } from './graphics.ts';
import type { FormLogo, Graphic, Look, Picture } from './look.ts';

/** A part of a page, in which everything that came from outside is escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page is made with. */
export type Frame = {
  /** The texts in the language of the page. */
  readonly texts: Texts;
  /** What people know the app as, if its pages tell. */
  readonly appName?: string | undefined;
  /** The pages that begin something say what is to be done there. */
  readonly hasInstructions?: boolean;
};

export type { PageName };

/** What a page is made of, without its frame. */
export type Content = {
  readonly name: PageName;
  readonly title: string;
  readonly body: Markup;
  /** The image that shows what the page is about. */
  readonly graphic?: Graphic | undefined;
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

/** Returns a page as HTML. */
export async function htmlOf(page: Page): Promise<string> {
  const { title, language, direction, look, body, graphic: image, languageChoice, foot, scripts = [] } = page;
  const { header, footer, formLogo } = look;
  return String(
    await html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${favicons(look)}
<style>${raw(look.css)}</style>
</head>
<body>
${header ? html`<header class="page-header">${edgeLogo(header)}</header>` : ''}
<div class="stage">
${formLogo?.isTop ? outerLogo(formLogo) : ''}
<main class="background-customizable">
${look.hasBanner || formLogo?.isTop ? banner(formLogo?.isTop ? formLogo : undefined) : ''}
${image ? graphic(look, image) : ''}
<h1>${title}</h1>
${body}
${formLogo && !formLogo.isTop ? banner(formLogo, ' bottom-banner') : ''}
</main>
${formLogo && !formLogo.isTop ? outerLogo(formLogo) : ''}
${foot ?? ''}
${languageChoice ?? ''}
</div>
${footer ? html`<footer class="page-footer">${edgeLogo(footer)}</footer>` : ''}
${scripts.map((script) => html`<script>${raw(script)}</script>`)}
</body>
</html>
`,
  );
}

/** An empty address keeps browsers from asking for the icon that every site has. */
function favicons({ favicons: icons }: Look) {
  if (icons.length === 0) return html`<link rel="icon" href="data:,">`;
  return icons.map(
    ({ href, type, media }) =>
      html`<link rel="icon" href="${href}" type="${type}"${media === undefined ? '' : html` media="${media}"`}>`,
  );
}

const edgeLogo = ({ logo }: { readonly logo?: Picture }) => (logo ? picture(logo, 'edge-logo') : '');

/** The place of a logo within the card, under the names that Cognito's classic pages have for it. */
function banner(logo: FormLogo | undefined, more = '') {
  if (logo && !logo.isInside) return '';
  return html`<div class="banner-customizable${more}">${logo ? picture(logo.picture, 'logo-customizable') : ''}</div>`;
}

function outerLogo({ picture: image, isInside }: FormLogo) {
  return isInside ? '' : html`<div class="outer-logo">${picture(image, 'logo-customizable')}</div>`;
}

/** Returns a text of a catalogue with these parts of a page in its places. */
export function filledMarkup(text: string, values: Readonly<Record<string, Markup>>): Markup {
  return html`${partsOf(text).map((part, index) => (index % 2 === 0 ? part : (values[part] ?? '')))}`;
}
