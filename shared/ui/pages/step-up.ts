import { html } from 'hono/html';
import { type FormFrame, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { TEXTS } from '../texts.ts';

type StepUpView = FormFrame & { readonly username: string; readonly otherUser: string };

/** The page that tells a user who is signed in that the app asks for a further proof. */
export function stepUpPage({ username, otherUser, ...frame }: StepUpView): Content {
  return {
    title: TEXTS.stepUpTitle,
    body: html`<p>${TEXTS.stepUpText(username)}</p>
${form(frame, html`<button name="continue" value="true">${TEXTS.go}</button>`)}
<p><a href="${otherUser}">${TEXTS.otherUser}</a></p>`,
  };
}
