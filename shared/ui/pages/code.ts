import { html } from 'hono/html';
import { choice, codeField, type FormFrame, form, submit, waiting } from '../form.ts';
import type { Content } from '../layout.ts';
import { CODE_FIELD } from '../scripts/code-field.ts';
import { RESEND_TIMER } from '../scripts/resend-timer.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';
import { graphicOfContact, sentTo } from './parts.ts';

type CodeView = FormFrame & {
  /** Where the code was sent to, masked; absent for a code of an authenticator app. */
  readonly destination?: string;
  /** Another code can be sent. */
  readonly resends?: boolean;
  /** A code may have letters. */
  readonly hasLetters?: boolean;
};

/** The page that asks for a code of an authenticator app, or for one that was sent. */
export function codePage({ destination, resends, hasLetters, ...frame }: CodeView): Content {
  const { texts } = frame;
  const { problem } = frame;
  const code = hasLetters ? 'letters' : 'digits';
  // After a problem it is not known when the code was sent.
  const wait = problem === undefined ? waiting(texts) : '';
  return {
    name: 'code',
    title: destination === undefined ? texts.authenticatorTitle : texts.codeTitle,
    graphic: destination === undefined ? 'AUTH_APP_GRAPHIC' : graphicOfContact(destination),
    body: html`${destination === undefined ? '' : html`<p class="textDescription-customizable">${sentTo(texts.codeSentTo, { destination })}</p>`}
${form(
  frame,
  html`${codeField({ name: 'code', label: texts.code, code, problem })}
${submit({ label: texts.go })}
${resends ? choice('resend', 'true', texts.resend, wait) : ''}`,
)}`,
    scripts: [SEND_ONCE, CODE_FIELD, ...(resends ? [RESEND_TIMER] : [])],
  };
}
