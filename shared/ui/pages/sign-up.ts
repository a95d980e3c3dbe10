import { html } from 'hono/html';
import type { Texts } from '#core/languages/texts.ts';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { type FormFrame, form, submit } from '../form.ts';
import { box } from '../graphics.ts';
import { type Content, type Frame, filledMarkup } from '../layout.ts';
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
  const { texts, names, username, attributes, policy, terms, signIn } = view;
  return {
    name: 'signUp',
    title: texts.signUpTitle,
    body: html`${form(
      view,
      html`${nameField(texts, names, username)}
${attributes.map((one) => attributeField(texts, one))}
${newPasswordField({ texts, label: texts.password, policy })}
${terms === undefined ? '' : termsLine(texts, terms)}
${submit({ label: texts.signUpButton, name: 'signUpButton' })}`,
    )}
<p class="redirect-customizable">${texts.haveAccount} <a href="${signIn}">${texts.signIn}</a></p>`,
  };
}

function termsLine(texts: Texts, { termsOfUse, privacyPolicy }: NonNullable<SignUpView['terms']>) {
  const link = (url: string, text: string) => html`<a href="${url}" target="_blank" rel="noopener">${text}</a>`;
  const line = filledMarkup(texts.termsLine, {
    termsOfUse: link(termsOfUse, texts.termsOfUse),
    privacyPolicy: link(privacyPolicy, texts.privacyPolicy),
  });
  return html`<p class="hint">${line}</p>`;
}

/** The page of somebody who has signed up in a pool that cannot send them a code. */
export function waitingPage({ texts, signIn }: Frame & { readonly signIn: string }): Content {
  return {
    name: 'waiting',
    title: texts.waitingTitle,
    body: html`${box('pending', html`<p role="alert">${texts.waitingText}</p>`)}<p class="redirect-customizable"><a href="${signIn}">${texts.signIn}</a></p>`,
  };
}
