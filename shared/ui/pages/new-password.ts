import { html } from 'hono/html';
import { attributeField } from '../attribute-field.ts';
import { type FormFrame, field, form } from '../form.ts';
import type { Content } from '../pages.ts';
import { TEXTS } from '../texts.ts';

type NewPasswordView = FormFrame & {
  readonly username: string;
  /** What the pool asks of passwords, in words. */
  readonly policy: string;
  /** The attributes that the user lacks: the names of their fields, their own names, and what was filled in. */
  readonly attributes: readonly { readonly field: string; readonly attribute: string; readonly value: string }[];
};

/** The page on which a user chooses a password in place of one that an administrator chose. */
export function newPasswordPage({ username, policy, attributes, ...frame }: NewPasswordView): Content {
  const password = { type: 'password', autocomplete: 'new-password' } as const;
  return {
    title: TEXTS.newPasswordTitle,
    body: html`<p>${policy}</p>
${form(
  frame,
  html`${field({ name: 'username', label: TEXTS.username, autocomplete: 'username', value: username, isFixed: true })}
${field({ name: 'new_password', label: TEXTS.newPassword, ...password, isFirst: true })}
${field({ name: 'confirm_password', label: TEXTS.repeatPassword, ...password })}
${attributes.map(({ field: name, ...view }) => html`${attributeField(name, view)}`)}
<button>${TEXTS.go}</button>`,
)}`,
  };
}
