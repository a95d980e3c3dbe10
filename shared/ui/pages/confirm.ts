import { html } from 'hono/html';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import { codeField, type FormFrame, form, submit, waiting } from '../form.ts';
import type { Content } from '../layout.ts';
import { CODE_FIELD } from '../scripts/code-field.ts';
import { RESEND_TIMER } from '../scripts/resend-timer.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';
import { graphicOf, sentTo } from './parts.ts';

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
  const { texts, username, delivery, isByLink, resend, signIn } = view;
  const fields = html`<input type="hidden" name="username" value="${username}">
${isByLink ? '' : codeFields(view)}
<p class="resend">${isByLink ? texts.noLink : texts.noCode}
<button class="plain" name="resend" formaction="${resend}" formnovalidate${delivery && !isByLink ? waiting(texts) : ''}>${isByLink ? texts.sendLink : texts.sendCode}</button></p>`;
  return {
    name: 'confirm',
    title: texts.confirmTitle,
    graphic: delivery && graphicOf(delivery),
    body: html`<p class="textDescription-customizable">${isByLink ? linkText(view) : codeText(view)}</p>
${form(view, fields)}
<p class="redirect-customizable"><a href="${signIn}">${texts.signIn}</a></p>`,
    scripts: [SEND_ONCE, ...(isByLink ? [] : [CODE_FIELD, RESEND_TIMER])],
  };
}

function codeFields({ texts, problem }: ConfirmView) {
  return html`${codeField({ name: 'code', id: 'verification_code', label: texts.code, problem })}
${submit({ label: texts.confirmButton, name: 'confirm' })}`;
}

const codeText = ({ texts, delivery }: ConfirmView) =>
  delivery ? sentTo(texts.codeSentTo, delivery) : texts.enterCode;

const linkText = ({ texts, delivery }: ConfirmView) =>
  delivery ? html`${sentTo(texts.linkSentTo, delivery)} ${texts.openLinkThere}` : texts.openLink;
