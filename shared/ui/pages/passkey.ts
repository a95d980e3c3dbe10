import { html } from 'hono/html';
import { type FormFrame, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { PASSKEY_SCRIPT } from '../passkey-script.ts';
import { TEXTS } from '../texts.ts';

type PasskeyView = FormFrame & {
  readonly ceremony: 'create' | 'get';
  /** The options for the browser, as JSON. */
  readonly options: string;
  readonly otherWay: string;
};

/** The page on which the browser makes or uses a passkey. It is the only page that needs JavaScript. */
export function passkeyPage({ ceremony, options, otherWay, ...frame }: PasskeyView): Content {
  const [title, button, other] =
    ceremony === 'create'
      ? [TEXTS.addPasskeyTitle, TEXTS.addPasskey, TEXTS.notNow]
      : [TEXTS.passkeyTitle, TEXTS.byPasskey, TEXTS.otherWay];
  return {
    title,
    body: html`<noscript><p role="status">${TEXTS.needsScript}</p></noscript>
<p role="alert" id="passkey-failed" hidden>${TEXTS.passkeyFailed}</p>
${form(
  frame,
  html`<input type="hidden" name="credential" value="">
<button type="button" id="passkey-button">${button}</button>`,
  { ceremony, options },
)}
<p><a href="${otherWay}">${other}</a></p>`,
    script: PASSKEY_SCRIPT,
  };
}

/** The page that offers to add a passkey. */
export function addPasskeyPage({ notNow, ...frame }: FormFrame & { readonly notNow: string }): Content {
  return {
    title: TEXTS.addPasskeyTitle,
    body: html`<p>${TEXTS.addPasskeyText}</p>
<noscript><p role="status">${TEXTS.needsScript}</p></noscript>
${form(frame, html`<button>${TEXTS.addPasskey}</button>`)}
<p><a href="${notNow}">${TEXTS.notNow}</a></p>`,
  };
}
