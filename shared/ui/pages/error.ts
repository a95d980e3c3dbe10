import { html } from 'hono/html';
import { box } from '../graphics.ts';
import type { Content, Frame } from '../layout.ts';

/** The page of a sign-in that cannot go on. */
export function sessionOverPage({ texts, again }: Frame & { readonly again: string }): Content {
  return {
    name: 'sessionOver',
    title: texts.errorTitle,
    body: html`${box('alert', html`<p>${texts.sessionOver}</p>`)}<p class="more"><a href="${again}">${texts.tryAgain}</a></p>`,
  };
}

/** The page for what cannot be told to an app. */
export function errorPage({
  texts,
  code,
  again,
}: Frame & { readonly code: string; readonly again?: string | undefined }): Content {
  return {
    name: 'error',
    title: texts.errorTitle,
    body: html`${box('alert', html`<p>${texts.errorText}</p>`)}
<p><code>${code}</code></p>
${again === undefined ? '' : html`<p class="more"><a href="${again}">${texts.tryAgain}</a></p>`}`,
  };
}
