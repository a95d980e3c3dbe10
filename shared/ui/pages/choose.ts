import { html } from 'hono/html';
import { choice, type FormFrame, field, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { TEXTS } from '../texts.ts';

/** What choices are called on the pages. */
const LABELS: Readonly<Record<string, string>> = {
  WEB_AUTHN: TEXTS.byPasskey,
  EMAIL_OTP: TEXTS.byEmail,
  SMS_OTP: TEXTS.bySms,
  SMS_MFA: TEXTS.bySms,
  SOFTWARE_TOKEN_MFA: TEXTS.byAuthenticator,
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
  const isName = hasPassword || others.length > 0;
  return {
    title: others.length > 0 ? TEXTS.begin : TEXTS.signIn,
    body: html`${form(
      frame,
      html`${isName ? field({ name: 'username', label: TEXTS.username, autocomplete: 'username', value: username, isFixed: true }) : ''}
${
  hasPassword
    ? html`${field({ name: 'password', label: TEXTS.password, type: 'password', autocomplete: 'current-password', isFirst: true })}
<button name="answer" value="PASSWORD">${TEXTS.signIn}</button>`
    : ''
}
${choices(others)}`,
    )}
<p><a href="${otherUser}">${TEXTS.otherUser}</a></p>`,
  };
}

/** The page that asks by which further factor the user wants to prove who they are. */
export function factorPage({ factors, ...frame }: FormFrame & { readonly factors: readonly string[] }): Content {
  return { title: TEXTS.factorTitle, body: form(frame, html`${choices(factors)}`) };
}

function choices(names: readonly string[]) {
  return names.map((name) => html`${choice('answer', name, LABELS[name] ?? name)}`);
}
