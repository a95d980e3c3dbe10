import { html } from 'hono/html';
import type { Texts } from '#core/languages/texts.ts';
import { awayLink } from '../help-links.ts';
import { filledMarkup, type Markup } from '../layout.ts';

/** The terms of a client on the page for signing up. */
export type TermsView = {
  readonly termsOfUse: string;
  readonly privacyPolicy: string;
  /** Nobody signs up without accepting them. */
  readonly acceptance?: {
    /** What the form says of whoever accepts. */
    readonly mark: string;
    readonly isGiven: boolean;
  };
};

/** The style of what this file makes. */
export const TERMS_STYLE = `
:where(.accept){display:flex;align-items:start;gap:.625rem;font-weight:400}
`;

/**
 * Returns the line that tells of the terms, or the box by which they are accepted. Browsers must not keep it checked when the page
 * is loaded again, because the terms may be others by then.
 */
export function termsField(texts: Texts, { termsOfUse, privacyPolicy, acceptance }: TermsView): Markup {
  const links = {
    termsOfUse: awayLink(texts, termsOfUse, texts.termsOfUse),
    privacyPolicy: awayLink(texts, privacyPolicy, texts.privacyPolicy),
  };
  if (!acceptance) return html`<p class="hint">${filledMarkup(texts.termsLine, links)}</p>`;
  const { mark, isGiven } = acceptance;
  return html`<label class="accept"><input type="checkbox" name="acceptTerms" value="${mark}" autocomplete="off" required${isGiven ? html` checked` : ''}>
<span>${filledMarkup(texts.acceptTerms, links)}</span></label>`;
}
