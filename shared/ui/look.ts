import { createHash } from 'node:crypto';
import { STYLE } from './style.ts';

/** What the pages of an app client look like. */
export type Look = {
  /** The whole style sheet. */
  readonly css: string;
  /** The source by which a Content-Security-Policy knows the style sheet. */
  readonly source: string;
  /** The pages let people choose their language. */
  readonly choosesLanguage: boolean;
};

/** The look of pages to which nobody has given another one. */
export const PLAIN: Look = { css: STYLE, source: sourceOf(STYLE), choosesLanguage: true };

/** Returns the source by which a Content-Security-Policy knows a style sheet or a script in a page. */
export function sourceOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
