import { html } from 'hono/html';
import type { TextName, Texts } from '#core/languages/texts.ts';
import { choice, type FormFrame, field, form, passwordField, submit } from '../form.ts';
import type { Content } from '../layout.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';
import { SHOW_PASSWORD } from '../scripts/show-password.ts';

/** What choices are called on the pages. */
const LABELS: Readonly<Record<string, TextName>> = {
  WEB_AUTHN: 'byPasskey',
  EMAIL_OTP: 'byEmail',
  SMS_OTP: 'bySms',
  SMS_MFA: 'bySms',
  SOFTWARE_TOKEN_MFA: 'byAuthenticator',
};

type BeginView = FormFrame & {
  readonly username: string;
  readonly hasPassword: boolean;
  /** The other ways to begin, under their names in the API. */
  readonly others: readonly string[];
  readonly otherUser: string;
};

/** The page that asks how the user wants to sign in. The password is given together with the choice. */
export function beginPage({ username, hasPassword, others, otherUser, ...frame }: BeginView): Content {
  const { texts } = frame;
  const isName = hasPassword || others.length > 0;
  return {
    name: 'choose',
    title: others.length > 0 ? texts.begin : texts.signInTitle,
    body: html`${form(
      frame,
      html`${isName ? field({ name: 'username', label: texts.username, autocomplete: 'username', value: username, isFixed: true }) : ''}
${
  hasPassword
    ? html`${passwordField(texts, { name: 'password', label: texts.password, autocomplete: 'current-password', isFirst: true, problem: frame.problem })}
${submit({ label: texts.signIn, name: 'answer', value: 'PASSWORD' })}`
    : ''
}
${choices(texts, others)}`,
    )}
<p class="more"><a href="${otherUser}">${texts.otherUser}</a></p>`,
    scripts: [SEND_ONCE, ...(hasPassword ? [SHOW_PASSWORD] : [])],
  };
}

/** The page that asks by which further factor the user wants to prove who they are. */
export function factorPage({ factors, ...frame }: FormFrame & { readonly factors: readonly string[] }): Content {
  const { texts } = frame;
  return {
    name: 'factor',
    title: texts.factorTitle,
    body: form(frame, html`${choices(texts, factors)}`),
    scripts: [SEND_ONCE],
  };
}

function choices(texts: Texts, names: readonly string[]) {
  return names.map((name) => {
    const label = LABELS[name];
    return html`${choice('answer', name, label ? texts[label] : name)}`;
  });
}
