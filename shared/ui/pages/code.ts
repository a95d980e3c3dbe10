import { html } from 'hono/html';
import { choice, type FormFrame, field, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { TEXTS } from '../texts.ts';

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
  const inputmode = hasLetters ? 'text' : 'numeric';
  return {
    title: destination === undefined ? TEXTS.authenticatorTitle : TEXTS.codeTitle,
    body: html`${destination === undefined ? '' : html`<p>${TEXTS.codeSent(destination)}</p>`}
${form(
  frame,
  html`${field({ name: 'code', label: TEXTS.code, autocomplete: 'one-time-code', inputmode, isFirst: true })}
<button>${TEXTS.go}</button>
${resends ? choice('resend', 'true', TEXTS.resend) : ''}`,
)}`,
  };
}
