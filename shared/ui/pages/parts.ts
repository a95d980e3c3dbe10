import { html } from 'hono/html';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { field } from '../form.ts';
import type { Markup } from '../layout.ts';
import { ATTRIBUTE_NAMES, PASSWORD_RULES, TEXTS } from '../texts.ts';

/** Browsers know fewer e-mail addresses than the API takes, so that the type of the field does not say what it is. */
const EMAIL = { type: 'text', inputmode: 'email' } as const;
const PHONE = { type: 'tel', inputmode: 'tel' } as const;

/** The field for the name with which somebody is known to the pool. The browser can fill it in with a passkey `also`. */
export function nameField(
  names: readonly ContactAttribute[],
  value: string | undefined,
  also: '' | ' webauthn' = '',
): Markup {
  const [first, second] = names;
  const common = { name: 'username', value, isFirst: true, autocomplete: `username${also}` } as const;
  if (second) return field({ ...common, label: TEXTS.eitherName });
  if (first === 'email')
    return field({ ...common, ...EMAIL, label: TEXTS.emailName, autocomplete: `username email${also}` });
  if (first) return field({ ...common, label: TEXTS.phoneName, ...PHONE, autocomplete: `username tel${also}` });
  return field({ ...common, label: TEXTS.username });
}

/** The field for a password that is chosen, and what the pool wants of it. */
export function newPasswordField({ label, policy, id }: NewPassword): Markup {
  return html`${field({ name: 'password', label, type: 'password', autocomplete: 'new-password', ...(id && { id }) })}
<div><p>${TEXTS.passwordRules}</p>
<ul>${rulesOf(policy).map((rule) => html`<li>${rule}</li>`)}</ul></div>`;
}

type NewPassword = { readonly label: string; readonly policy: PasswordPolicy; readonly id?: string };

function rulesOf(policy: PasswordPolicy): readonly string[] {
  return [
    PASSWORD_RULES.length(policy.minimumLength),
    ...(policy.requireUppercase ? [PASSWORD_RULES.uppercase] : []),
    ...(policy.requireLowercase ? [PASSWORD_RULES.lowercase] : []),
    ...(policy.requireNumbers ? [PASSWORD_RULES.number] : []),
    ...(policy.requireSymbols ? [PASSWORD_RULES.symbol] : []),
  ];
}

/** What browsers fill a field with, and which keys they show for it. */
const KINDS: Readonly<Record<string, Omit<Parameters<typeof field>[0], 'name' | 'label'>>> = {
  address: { autocomplete: 'street-address' },
  birthdate: { type: 'date', autocomplete: 'bday' },
  email: { ...EMAIL, autocomplete: 'email' },
  family_name: { autocomplete: 'family-name' },
  gender: { autocomplete: 'sex' },
  given_name: { autocomplete: 'given-name' },
  locale: { autocomplete: 'language' },
  middle_name: { autocomplete: 'additional-name' },
  name: { autocomplete: 'name' },
  nickname: { autocomplete: 'nickname' },
  phone_number: { ...PHONE, autocomplete: 'tel' },
  picture: { autocomplete: 'photo' },
  website: { autocomplete: 'url' },
};

/** An attribute that a page asks for, as its form has it. */
export type AttributeView = {
  /** The full name of the attribute, and the name of the field. */
  readonly name: string;
  readonly field: string;
  readonly isOptional: boolean;
  readonly value?: string | undefined;
};

/** Returns the field for an attribute of a user. */
export function attributeField({ name, field: fieldName, isOptional, value }: AttributeView): Markup {
  const label = ATTRIBUTE_NAMES[name] ?? name.replace(/^custom:/, '');
  const shown = isOptional ? `${label} (${TEXTS.optional})` : label;
  return field({ autocomplete: 'off', ...KINDS[name], name: fieldName, label: shown, value, isOptional });
}

/** A sentence about where a code or a link has gone. The destination is masked. */
export function sentTo(what: string, { destination }: DeliveryDetails): Markup {
  return html`${what} <bdi>${destination}</bdi>.`;
}
