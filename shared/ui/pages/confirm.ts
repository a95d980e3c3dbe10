import { html } from 'hono/html';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import { type FormFrame, field, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { TEXTS } from '../texts.ts';
import { sentTo } from './parts.ts';

type ConfirmView = FormFrame & {
  readonly username: string;
  /** Where the message went, if that is known. */
  readonly delivery: DeliveryDetails | undefined;
  /** The message has a link in place of a code. */
  readonly isByLink: boolean;
  /** Where the form goes to ask for another message. */
  readonly resend: string;
  readonly signIn: string;
};

/** The page that asks for the code of a sign-up, or tells of the link. Its fields have Cognito's names. */
export function confirmPage(view: ConfirmView): Content {
  const { username, isByLink, resend, signIn } = view;
  const fields = html`<input type="hidden" name="username" value="${username}">
${isByLink ? '' : codeFields()}
<p>${isByLink ? TEXTS.noLink : TEXTS.noCode}
<button name="resend" formaction="${resend}" formnovalidate>${isByLink ? TEXTS.sendLink : TEXTS.sendCode}</button></p>`;
  return {
    title: TEXTS.confirmTitle,
    body: html`<p>${isByLink ? linkText(view) : codeText(view)}</p>
${form(view, fields)}
<p><a href="${signIn}">${TEXTS.signIn}</a></p>`,
  };
}

function codeFields() {
  const code = { name: 'code', id: 'verification_code', label: TEXTS.code, autocomplete: 'one-time-code' } as const;
  return html`${field({ ...code, inputmode: 'numeric', isFirst: true })}
<button name="confirm">${TEXTS.confirmButton}</button>`;
}

const codeText = ({ delivery }: ConfirmView) => (delivery ? sentTo(TEXTS.codeSentTo, delivery) : TEXTS.enterCode);

const linkText = ({ delivery }: ConfirmView) =>
  delivery ? html`${sentTo(TEXTS.linkSentTo, delivery)} ${TEXTS.openLinkThere}` : TEXTS.openLink;
