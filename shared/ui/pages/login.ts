import { html } from 'hono/html';
import type { ContactAttribute } from '#core/pools/pool.ts';
import { type FormFrame, form, PROBLEM, passwordField, submit } from '../form.ts';
import { type Content, filledMarkup } from '../layout.ts';
import { PASSKEY_OFFER } from '../scripts/passkey-offer.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';
import { SHOW_PASSWORD } from '../scripts/show-password.ts';
import { nameField } from './parts.ts';

type LoginView = FormFrame & {
  /** The kinds of contacts that are user names in the pool. */
  readonly names: readonly ContactAttribute[];
  readonly username: string | undefined;
  /** The page asks for the name only: what comes next depends on the user. */
  readonly isNameOnly?: boolean;
  readonly forgotPassword?: string | undefined;
  readonly signUp?: string | undefined;
  /** The offer to sign in with any passkey that the browser knows; see offerPasskey. */
  readonly passkey?: { readonly sealed: string; readonly options: object } | undefined;
};

/** The page on which users sign in with their name, and with their password or what they choose. The names are Cognito's. */
export function loginPage(view: LoginView): Content {
  const { texts, passkey, isNameOnly, problem } = view;
  // Somebody whose name is there already goes on with the password.
  const isPasswordFirst = !isNameOnly && Boolean(view.username);
  // Without a name, it was not the name that was wrong, but a passkey or the time.
  const wrong = view.username ? { problem } : { describedBy: problem && PROBLEM };
  return {
    name: 'login',
    title: texts.signInTitle,
    body: html`${view.hasInstructions ? html`<p class="textDescription-customizable">${texts.signInInstructions}</p>` : ''}
${view.appName === undefined ? '' : html`<p>${filledMarkup(texts.continueTo, { app: html`<bdi>${view.appName}</bdi>` })}</p>`}
${form(
  view,
  html`${nameField({ texts, names: view.names, value: view.username, also: ' webauthn', isFirst: !isPasswordFirst, ...wrong })}
${isNameOnly ? '' : passwordField(texts, { name: 'password', label: texts.password, autocomplete: 'current-password', id: 'signInFormPassword', isFirst: isPasswordFirst, ...wrong })}
${submit({ label: isNameOnly ? texts.go : texts.signIn, name: 'signInSubmitButton' })}
${passkey === undefined ? '' : html`<input type="hidden" name="offer" value="${passkey.sealed}"><input type="hidden" name="credential" value="">`}`,
  passkey && { ceremony: 'offer', options: JSON.stringify(passkey.options) },
)}
${view.forgotPassword === undefined ? '' : html`<p class="redirect-customizable"><a href="${view.forgotPassword}">${texts.forgotPassword}</a></p>`}
${view.signUp === undefined ? '' : html`<p class="redirect-customizable"><a href="${view.signUp}">${texts.signUp}</a></p>`}`,
    scripts: [SEND_ONCE, ...(isNameOnly ? [] : [SHOW_PASSWORD]), ...(passkey ? [PASSKEY_OFFER] : [])],
  };
}
