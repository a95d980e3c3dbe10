import { html } from 'hono/html';
import type { Texts } from '#core/languages/texts.ts';
import type { Markup } from './layout.ts';

/** The style of what this file makes. */
export const HELP_STYLE = `
:where(.help){display:flex;flex-wrap:wrap;justify-content:center;gap:.5rem 1.5rem;font-size:.875rem}
:where(.help a){padding-block:.25rem;overflow-wrap:anywhere;color:inherit}
`;

/** Returns a link that leaves the page as it is: a website opens in a new tab, which has no hold on this one. */
export function awayLink(texts: Texts, url: string, text: string): Markup {
  if (!/^https?:/i.test(url)) return html`<a href="${url}">${text}</a>`;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${text}<span class="unseen"> (${texts.opensNewTab})</span></a>`;
}

/** Returns links to help, for the foot of a page. */
export function helpLinks(texts: Texts, links: readonly { readonly text: string; readonly url: string }[]): Markup {
  return html`<nav class="help" aria-label="${texts.help}">
${links.map(({ text, url }) => html`${awayLink(texts, url, text)}`)}
</nav>`;
}
