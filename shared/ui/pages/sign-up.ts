import { html } from 'hono/html';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { type FormFrame, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { TEXTS } from '../texts.ts';
import { type AttributeView, attributeField, nameField, newPasswordField } from './parts.ts';

type SignUpView = FormFrame & {
  /** The kinds of contacts that are user names in the pool. */
  readonly names: readonly ContactAttribute[];
  readonly username: string | undefined;
  readonly attributes: readonly AttributeView[];
  readonly policy: PasswordPolicy;
  readonly terms: { readonly termsOfUse: string; readonly privacyPolicy: string } | undefined;
  readonly signIn: string;
};

/** The page on which people sign up. The names of the fields are Cognito's. A password is never filled in again. */
export function signUpPage(view: SignUpView): Content {
  const { names, username, attributes, policy, terms, signIn } = view;
  return {
    title: TEXTS.signUpTitle,
    body: html`${form(
      view,
      html`${nameField(names, username)}
${attributes.map(attributeField)}
${newPasswordField({ label: TEXTS.password, policy })}
${terms === undefined ? '' : termsLine(terms)}
<button name="signUpButton">${TEXTS.signUpButton}</button>`,
    )}
<p>${TEXTS.haveAccount} <a href="${signIn}">${TEXTS.signIn}</a></p>`,
  };
}

function termsLine({ termsOfUse, privacyPolicy }: NonNullable<SignUpView['terms']>) {
  const link = (url: string, text: string) => html`<a href="${url}" target="_blank" rel="noopener">${text}</a>`;
  return html`<p>${TEXTS.termsBefore} ${link(termsOfUse, TEXTS.termsOfUse)} ${TEXTS.termsBetween} ${link(privacyPolicy, TEXTS.privacyPolicy)}.</p>`;
}

/** The page of somebody who has signed up in a pool that cannot send them a code. */
export function waitingPage({ signIn }: { readonly signIn: string }): Content {
  return {
    title: TEXTS.waitingTitle,
    body: html`<p role="alert">${TEXTS.waitingText}</p><p><a href="${signIn}">${TEXTS.signIn}</a></p>`,
  };
}
