import { html } from 'hono/html';
import { type FormFrame, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { PASSKEY_SCRIPT } from '../scripts/passkey-ceremony.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';

type PasskeyView = FormFrame & {
  readonly ceremony: 'create' | 'get';
  /** The options for the browser, as JSON. */
  readonly options: string;
  readonly otherWay: string;
};

/** The page on which the browser makes or uses a passkey. It is the only page that needs JavaScript. */
export function passkeyPage({ ceremony, options, otherWay, ...frame }: PasskeyView): Content {
  const { texts } = frame;
  const [title, button, other] =
    ceremony === 'create'
      ? [texts.addPasskeyTitle, texts.addPasskey, texts.notNow]
      : [texts.passkeyTitle, texts.byPasskey, texts.otherWay];
  return {
    name: 'passkey',
    title,
    body: html`<noscript><p role="status">${texts.needsScript}</p></noscript>
<p role="alert" id="passkey-failed" hidden>${texts.passkeyFailed}</p>
${form(
  frame,
  html`<input type="hidden" name="credential" value="">
<button type="button" id="passkey-button">${button}</button>`,
  { ceremony, options },
)}
<p><a href="${otherWay}">${other}</a></p>`,
    scripts: [PASSKEY_SCRIPT],
  };
}

/** The page that offers to add a passkey. */
export function addPasskeyPage({ notNow, ...frame }: FormFrame & { readonly notNow: string }): Content {
  const { texts } = frame;
  return {
    name: 'addPasskey',
    title: texts.addPasskeyTitle,
    body: html`<p>${texts.addPasskeyText}</p>
<noscript><p role="status">${texts.needsScript}</p></noscript>
${form(frame, html`<button>${texts.addPasskey}</button>`)}
<p><a href="${notNow}">${texts.notNow}</a></p>`,
    scripts: [SEND_ONCE],
  };
}
