import { html } from 'hono/html';
import { type FormFrame, form, submit } from '../form.ts';
import { box } from '../graphics.ts';
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
    graphic: 'PASSKEY_GRAPHIC',
    body: html`<noscript>${box('warning', html`<p role="status">${texts.needsScript}</p>`)}</noscript>
${box('alert', html`<p role="alert" id="passkey-failed" hidden>${texts.passkeyFailed}</p>`)}
${form(
  frame,
  html`<input type="hidden" name="credential" value="">
<button class="submitButton-customizable" type="button" id="passkey-button">${button}</button>`,
  { ceremony, options },
)}
<p class="more"><a href="${otherWay}">${other}</a></p>`,
    scripts: [PASSKEY_SCRIPT],
  };
}

/** The page that offers to add a passkey. */
export function addPasskeyPage({ notNow, ...frame }: FormFrame & { readonly notNow: string }): Content {
  const { texts } = frame;
  return {
    name: 'addPasskey',
    title: texts.addPasskeyTitle,
    graphic: 'PASSKEY_GRAPHIC',
    body: html`<p class="textDescription-customizable">${texts.addPasskeyText}</p>
<noscript>${box('warning', html`<p role="status">${texts.needsScript}</p>`)}</noscript>
${form(frame, submit({ label: texts.addPasskey }))}
<p class="more"><a href="${notNow}">${texts.notNow}</a></p>`,
    scripts: [SEND_ONCE],
  };
}
