import { html } from 'hono/html';
import { type FormFrame, field, form } from './form.ts';
import type { Markup } from './layout.ts';
import { TEXTS } from './texts.ts';

/** A page without its frame. */
export type Content = { readonly title: string; readonly body: Markup; readonly script?: string };

type LoginView = FormFrame & {
  readonly username: string | undefined;
  readonly forgotPassword?: string | undefined;
  readonly signUp?: string | undefined;
};

/** The page on which users sign in with their name and password. The names of the fields are Cognito's. */
export function loginPage(view: LoginView): Content {
  return {
    title: TEXTS.signIn,
    body: html`${form(
      view,
      html`${field({ name: 'username', label: TEXTS.username, autocomplete: 'username webauthn', value: view.username, isFirst: true })}
${field({ name: 'password', label: TEXTS.password, type: 'password', autocomplete: 'current-password' })}
<button name="signInSubmitButton">${TEXTS.signIn}</button>`,
    )}
${view.forgotPassword === undefined ? '' : html`<p><a href="${view.forgotPassword}">${TEXTS.forgotPassword}</a></p>`}
${view.signUp === undefined ? '' : html`<p><a href="${view.signUp}">${TEXTS.signUp}</a></p>`}`,
  };
}

/** The page that asks for the code of an authenticator app. */
export function authenticatorPage(view: FormFrame): Content {
  return {
    title: TEXTS.authenticatorTitle,
    body: form(
      view,
      html`${field({ name: 'code', label: TEXTS.code, autocomplete: 'one-time-code', inputmode: 'numeric', isFirst: true })}
<button>${TEXTS.go}</button>`,
    ),
  };
}

/** The page for what cannot be told to an app. */
export function errorPage({ code, again }: { readonly code: string; readonly again?: string | undefined }): Content {
  return {
    title: TEXTS.errorTitle,
    body: html`<p>${TEXTS.errorText}</p><p><code>${code}</code></p>
${again === undefined ? '' : html`<p><a href="${again}">${TEXTS.tryAgain}</a></p>`}`,
  };
}
