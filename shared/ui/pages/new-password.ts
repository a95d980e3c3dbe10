import { html } from 'hono/html';
import type { PasswordPolicy } from '#core/pools/pool.ts';
import { type FormFrame, field, form, passwordField, submit } from '../form.ts';
import type { Content } from '../layout.ts';
import { PASSWORD_RULES } from '../scripts/password-rules.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';
import { SHOW_PASSWORD } from '../scripts/show-password.ts';
import { type AttributeView, attributeField, newPasswordField } from './parts.ts';

type ChoosePasswordView = FormFrame & {
  readonly username: string;
  readonly policy: PasswordPolicy;
  /** The attributes that the user lacks. */
  readonly attributes: readonly AttributeView[];
};

/** The page on which a user chooses a password in place of one that an administrator chose. */
export function choosePasswordPage({ username, policy, attributes, ...frame }: ChoosePasswordView): Content {
  const { texts } = frame;
  const again = { name: 'confirm_password', label: texts.repeatPassword, autocomplete: 'new-password' } as const;
  return {
    name: 'choosePassword',
    title: texts.choosePasswordTitle,
    graphic: 'PASSWORD_GRAPHIC',
    body: form(
      frame,
      html`${field({ name: 'username', label: texts.username, autocomplete: 'username', value: username, isFixed: true })}
${newPasswordField({ texts, label: texts.newPassword, policy, isFirst: true, problem: frame.problem })}
${passwordField(texts, { ...again, differs: texts['problem.passwordsDiffer'] })}
${attributes.map((one) => attributeField(texts, one))}
${submit({ label: texts.go })}`,
    ),
    scripts: [SEND_ONCE, SHOW_PASSWORD, PASSWORD_RULES],
  };
}
