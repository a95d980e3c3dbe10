import { html } from 'hono/html';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { type FormFrame, field, form, submit } from '../form.ts';
import type { Content } from '../layout.ts';
import { nameField, newPasswordField, sentTo } from './parts.ts';

type ForgotPasswordView = FormFrame & {
  /** The kinds of contacts that are user names in the pool. */
  readonly names: readonly ContactAttribute[];
  readonly username: string | undefined;
  readonly signIn: string;
};

/** The page that asks whose password is forgotten. */
export function forgotPasswordPage(view: ForgotPasswordView): Content {
  const { texts } = view;
  return {
    name: 'forgotPassword',
    title: texts.forgotTitle,
    graphic: 'PASSWORD_GRAPHIC',
    body: html`<p class="textDescription-customizable">${texts.forgotText}</p>
${form(
  view,
  html`${nameField(texts, view.names, view.username)}
${submit({ label: texts.resetButton, name: 'reset_my_password' })}`,
)}
<p class="redirect-customizable"><a href="${view.signIn}">${texts.signIn}</a></p>`,
  };
}

type NewPasswordView = FormFrame & {
  readonly username: string;
  /** Where the code went, if that is known. */
  readonly delivery: DeliveryDetails | undefined;
  readonly policy: PasswordPolicy;
  /** Where the form goes to ask for another code. */
  readonly resend: string;
  readonly signIn: string;
};

/** The page that asks for the code and the new password. */
export function newPasswordPage(view: NewPasswordView): Content {
  const { texts, username, delivery, policy, resend, signIn } = view;
  const code = { name: 'code', id: 'forgot_password_code', label: texts.code, autocomplete: 'one-time-code' } as const;
  const fields = html`<input type="hidden" name="username" value="${username}">
${field({ ...code, inputmode: 'numeric', isFirst: true })}
${newPasswordField({ texts, label: texts.newPassword, policy, id: 'new_password' })}
${submit({ label: texts.changeButton, name: 'change_password' })}
<p class="resend">${texts.noCode}
<button class="plain" name="resend" formaction="${resend}" formnovalidate>${texts.sendCode}</button></p>`;
  return {
    name: 'resetPassword',
    title: texts.newPasswordTitle,
    graphic: 'PASSWORD_GRAPHIC',
    body: html`<p class="textDescription-customizable">${delivery ? sentTo(texts.codeSentTo, delivery) : texts.enterCode}</p>
${form(view, fields)}
<p class="redirect-customizable"><a href="${signIn}">${texts.signIn}</a></p>`,
  };
}
