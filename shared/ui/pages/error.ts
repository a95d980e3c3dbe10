import { html } from 'hono/html';
import type { Content } from '../layout.ts';
import { TEXTS } from '../texts.ts';

/** The page of a sign-in that cannot go on. */
export function sessionOverPage({ again }: { readonly again: string }): Content {
  return {
    title: TEXTS.errorTitle,
    body: html`<p>${TEXTS.sessionOver}</p><p><a href="${again}">${TEXTS.tryAgain}</a></p>`,
  };
}

/** The page for what cannot be told to an app. */
export function errorPage({ code, again }: { readonly code: string; readonly again?: string | undefined }): Content {
  return {
    title: TEXTS.errorTitle,
    body: html`<p>${TEXTS.errorText}</p><p><code>${code}</code></p>
${again === undefined ? '' : html`<p><a href="${again}">${TEXTS.tryAgain}</a></p>`}`,
  };
}
