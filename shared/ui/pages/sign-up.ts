import { html } from 'hono/html';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { type FormFrame, form, submit } from '../form.ts';
import { box } from '../graphics.ts';
import type { Content, Frame } from '../layout.ts';
import { PASSWORD_RULES } from '../scripts/password-rules.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';
import { SHOW_PASSWORD } from '../scripts/show-password.ts';
import { type AttributeView, atPassword, attributeField, nameField, newPasswordField } from './parts.ts';
import { type TermsView, termsField } from './terms.ts';

type SignUpView = FormFrame & {
  /** The kinds of contacts that are user names in the pool. */
  readonly names: readonly ContactAttribute[];
  readonly username: string | undefined;
  readonly attributes: readonly AttributeView[];
  readonly policy: PasswordPolicy;
  readonly terms: TermsView | undefined;
  readonly signIn: string;
};

/** The page on which people sign up. The names of the fields are Cognito's. A password is never filled in again. */
export function signUpPage(view: SignUpView): Content {
  const { texts, names, username, attributes, policy, terms, signIn } = view;
  const at = atPassword(view.problem);
  return {
    name: 'signUp',
    title: texts.signUpTitle,
    body: html`${view.hasInstructions ? html`<p class="textDescription-customizable">${texts.signUpInstructions}</p>` : ''}
${form(
  view,
  html`${nameField({ texts, names, value: username, ...at.first })}
${attributes.map((one) => attributeField(texts, one))}
${newPasswordField({ texts, label: texts.password, policy, ...at.password })}
${terms === undefined ? '' : termsField(texts, terms)}
${submit({ label: texts.signUpButton, name: 'signUpButton' })}`,
)}
<p class="redirect-customizable">${texts.haveAccount} <a href="${signIn}">${texts.signIn}</a></p>`,
    scripts: [SEND_ONCE, SHOW_PASSWORD, PASSWORD_RULES],
  };
}

/** The page of somebody who has signed up in a pool that cannot send them a code. */
export function waitingPage({ texts, signIn }: Frame & { readonly signIn: string }): Content {
  return {
    name: 'waiting',
    title: texts.waitingTitle,
    body: html`${box('pending', html`<p role="alert">${texts.waitingText}</p>`)}<p class="redirect-customizable"><a href="${signIn}">${texts.signIn}</a></p>`,
  };
}
