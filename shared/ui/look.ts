import { createHash } from 'node:crypto';
import type { AssetCategory } from '#core/branding/style.ts';
import { variables } from './branding/variables.ts';
import { STYLE } from './style.ts';

/** The images of pages that show what the page is about. */
export type Graphic = Extract<AssetCategory, `${string}_GRAPHIC`>;

/** The paths of an image, for each of the color schemes in which there is one. */
export type Picture = { readonly light?: string; readonly dark?: string };

/** A logo in the card of a page or beside it. */
export type FormLogo = { readonly picture: Picture; readonly isInside: boolean; readonly isTop: boolean };

/** What the pages of an app client look like. */
export type Look = {
  /** The whole style sheet. */
  readonly css: string;
  /** The source by which a Content-Security-Policy knows the style sheet. */
  readonly source: string;
  /** The pages that begin something say what is to be done there. */
  readonly hasInstructions: boolean;
  /** The pages let people choose their language. */
  readonly choosesLanguage: boolean;
  /** The origins besides the page's own from which the style sheet loads images. */
  readonly imageOrigins: readonly string[];
  readonly favicons: readonly { readonly href: string; readonly type: string; readonly media?: string }[];
  /** What stands above and below all else, if it is shown. */
  readonly header?: { readonly logo?: Picture };
  readonly footer?: { readonly logo?: Picture };
  readonly formLogo?: FormLogo;
  /** The card has a banner even without a logo, as classic pages do. */
  readonly hasBanner: boolean;
  /** The images that take the place of ours; absent where pages have none. */
  readonly graphics?: Readonly<Partial<Record<Graphic, Picture>>>;
};

/** Makes a look of what is special in it. */
export function lookOf(css: string, special: Partial<Look> = {}): Look {
  const usual = { imageOrigins: [], favicons: [], hasBanner: false, hasInstructions: false, choosesLanguage: false };
  return { css, source: sourceOf(css), ...usual, ...special };
}

/** The default settings, and a quiet background in place of the image that Cognito has by default. */
export const PLAIN_SETTINGS = {
  categories: { global: { colorSchemeMode: 'DYNAMIC' } },
  components: {
    pageBackground: { lightMode: { color: 'f5f7faff' }, darkMode: { color: '080e17ff' } },
    form: { borderRadius: 16, lightMode: { borderColor: 'dfe3eaff' }, darkMode: { borderColor: '2a3646ff' } },
  },
};

/** The look of pages to which nobody has given another one. */
export const PLAIN: Look = lookOf(`${variables(PLAIN_SETTINGS)}${STYLE}`, { graphics: {}, choosesLanguage: true });

/** The look of classic pages to which nobody has given another one. They have no images. */
export const CLASSIC: Look = lookOf(PLAIN.css, { choosesLanguage: true });

/** Returns the source by which a Content-Security-Policy knows a style sheet or a script in a page. */
export function sourceOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
