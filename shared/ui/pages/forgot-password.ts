import { html } from 'hono/html';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { codeField, type FormFrame, form, submit, waiting } from '../form.ts';
import type { Content } from '../layout.ts';
import { CODE_FIELD } from '../scripts/code-field.ts';
import { PASSWORD_RULES } from '../scripts/password-rules.ts';
import { RESEND_TIMER } from '../scripts/resend-timer.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';
import { SHOW_PASSWORD } from '../scripts/show-password.ts';
import { atPassword, nameField, newPasswordField, sentTo } from './parts.ts';

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
  html`${nameField({ texts, names: view.names, value: view.username, problem: view.problem })}
${submit({ label: texts.resetButton, name: 'reset_my_password' })}`,
)}
<p class="redirect-customizable"><a href="${view.signIn}">${texts.signIn}</a></p>`,
    scripts: [SEND_ONCE],
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
  const at = atPassword(view.problem);
  const fields = html`<input type="hidden" name="username" value="${username}">
${codeField({ name: 'code', id: 'forgot_password_code', label: texts.code, ...at.first })}
${newPasswordField({ texts, label: texts.newPassword, policy, id: 'new_password', ...at.password })}
${submit({ label: texts.changeButton, name: 'change_password' })}
<p class="resend">${texts.noCode}
<button class="plain" name="resend" formaction="${resend}" formnovalidate${delivery ? waiting(texts) : ''}>${texts.sendCode}</button></p>`;
  return {
    name: 'resetPassword',
    title: texts.newPasswordTitle,
    graphic: 'PASSWORD_GRAPHIC',
    body: html`<p class="textDescription-customizable">${delivery ? sentTo(texts.codeSentTo, delivery) : texts.enterCode}</p>
${form(view, fields)}
<p class="redirect-customizable"><a href="${signIn}">${texts.signIn}</a></p>`,
    scripts: [SEND_ONCE, CODE_FIELD, SHOW_PASSWORD, PASSWORD_RULES, RESEND_TIMER],
  };
}
