import { html } from 'hono/html';
import { filled } from '#core/languages/texts.ts';
import { type FormFrame, form, submit } from '../form.ts';
import type { Content } from '../layout.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';

type StepUpView = FormFrame & { readonly username: string; readonly otherUser: string };

/** The page that tells a user who is signed in that the app asks for a further proof. */
export function stepUpPage({ username, otherUser, ...frame }: StepUpView): Content {
  const { texts } = frame;
  return {
    name: 'stepUp',
    title: texts.stepUpTitle,
    body: html`<p class="textDescription-customizable">${filled(texts.stepUpText, { username })}</p>
${form(frame, submit({ label: texts.go, name: 'continue', value: 'true' }))}
<p class="more"><a href="${otherUser}">${texts.otherUser}</a></p>`,
    scripts: [SEND_ONCE],
  };
}
