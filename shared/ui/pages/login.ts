import { html } from 'hono/html';
import type { ContactAttribute } from '#core/pools/pool.ts';
import { type FormFrame, field, form, submit } from '../form.ts';
import type { Content } from '../layout.ts';
import { nameField } from './parts.ts';

type LoginView = FormFrame & {
  /** The kinds of contacts that are user names in the pool. */
  readonly names: readonly ContactAttribute[];
  readonly username: string | undefined;
  /** The page asks for the name only: what comes next depends on the user. */
  readonly isNameOnly?: boolean;
  readonly forgotPassword?: string | undefined;
  readonly signUp?: string | undefined;
};

/** The page on which users sign in with their name, and with their password or what they choose. The names are Cognito's. */
export function loginPage(view: LoginView): Content {
  const { texts } = view;
  return {
    name: 'login',
    title: texts.signIn,
    body: html`${form(
      view,
      html`${nameField(texts, view.names, view.username, ' webauthn')}
${view.isNameOnly ? '' : field({ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password', id: 'signInFormPassword' })}
${submit({ label: view.isNameOnly ? texts.go : texts.signIn, name: 'signInSubmitButton' })}`,
    )}
${view.forgotPassword === undefined ? '' : html`<p class="redirect-customizable"><a href="${view.forgotPassword}">${texts.forgotPassword}</a></p>`}
${view.signUp === undefined ? '' : html`<p class="redirect-customizable"><a href="${view.signUp}">${texts.signUp}</a></p>`}`,
  };
}
