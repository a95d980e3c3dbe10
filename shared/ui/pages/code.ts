import { html } from 'hono/html';
import { choice, type FormFrame, field, form, submit } from '../form.ts';
import type { Content } from '../layout.ts';
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
  const inputmode = hasLetters ? 'text' : 'numeric';
  return {
    name: 'code',
    title: destination === undefined ? texts.authenticatorTitle : texts.codeTitle,
    graphic: destination === undefined ? 'AUTH_APP_GRAPHIC' : graphicOfContact(destination),
    body: html`${destination === undefined ? '' : html`<p class="textDescription-customizable">${sentTo(texts.codeSentTo, { destination })}</p>`}
${form(
  frame,
  html`${field({ name: 'code', label: texts.code, autocomplete: 'one-time-code', inputmode, isFirst: true })}
${submit({ label: texts.go })}
${resends ? choice('resend', 'true', texts.resend) : ''}`,
)}`,
  };
}
