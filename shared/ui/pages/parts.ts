import { html } from 'hono/html';
import { ENGLISH, filled, type TextName, type Texts } from '#core/languages/texts.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { field } from '../form.ts';
import { filledMarkup, type Markup } from '../layout.ts';
import type { Graphic } from '../look.ts';

/** Browsers know fewer e-mail addresses than the API takes, so that the type of the field does not say what it is. */
const EMAIL = { type: 'text', inputmode: 'email' } as const;
const PHONE = { type: 'tel', inputmode: 'tel' } as const;

/** The field for the name with which somebody is known to the pool. The browser can fill it in with a passkey `also`. */
export function nameField(
  texts: Texts,
  names: readonly ContactAttribute[],
  value: string | undefined,
  also: '' | ' webauthn' = '',
): Markup {
  const [first, second] = names;
  const common = {
    name: 'username',
    value,
    isFirst: true,
    autocomplete: `username${also}`,
    ...(also && { id: 'signInFormUsername' }),
  } as const;
  if (second) return field({ ...common, label: texts.eitherName });
  if (first === 'email')
    return field({ ...common, ...EMAIL, label: texts.emailName, autocomplete: `username email${also}` });
  if (first) return field({ ...common, label: texts.phoneName, ...PHONE, autocomplete: `username tel${also}` });
  return field({ ...common, label: texts.username });
}

/** The field for a password that is chosen, and what the pool wants of it. */
export function newPasswordField({ texts, label, policy, id }: NewPassword): Markup {
  return html`${field({ name: 'password', label, type: 'password', autocomplete: 'new-password', ...(id && { id }) })}
<div class="rules"><p>${texts.passwordRules}</p>
<ul>${rulesOf(texts, policy).map((rule) => html`<li class="passwordCheck-notValid-customizable">${rule}</li>`)}</ul></div>`;
}

type NewPassword = {
  readonly texts: Texts;
  readonly label: string;
  readonly policy: PasswordPolicy;
  readonly id?: string;
};

function rulesOf(texts: Texts, policy: PasswordPolicy): readonly string[] {
  return [
    filled(texts['rule.length'], { least: String(policy.minimumLength) }),
    ...(policy.requireUppercase ? [texts['rule.uppercase']] : []),
    ...(policy.requireLowercase ? [texts['rule.lowercase']] : []),
    ...(policy.requireNumbers ? [texts['rule.number']] : []),
    ...(policy.requireSymbols ? [texts['rule.symbol']] : []),
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
export function attributeField(texts: Texts, { name, field: fieldName, isOptional, value }: AttributeView): Markup {
  const label = labelOf(texts, name);
  const shown = isOptional ? filled(texts.optionalField, { label }) : label;
  return field({ autocomplete: 'off', ...KINDS[name], name: fieldName, label: shown, value, isOptional });
}

/** Standard attributes have names in the catalogues. Others are shown as the pool calls them. */
function labelOf(texts: Texts, name: string): string {
  const text = `attribute.${name}`;
  return Object.hasOwn(ENGLISH, text) ? texts[text as TextName] : name.replace(/^custom:/, '');
}

/** Returns the image for a code or a link that was sent. */
export function graphicOf({ deliveryMedium }: Pick<DeliveryDetails, 'deliveryMedium'>): Graphic {
  return deliveryMedium === 'EMAIL' ? 'EMAIL_GRAPHIC' : 'SMS_GRAPHIC';
}

/** Returns the image for a code that was sent to a masked e-mail address or phone number. */
export function graphicOfContact(destination: string): Graphic {
  return graphicOf({ deliveryMedium: destination.includes('@') ? 'EMAIL' : 'SMS' });
}

/** A sentence about where a code or a link has gone. The destination is masked. */
export function sentTo(text: string, { destination }: Pick<DeliveryDetails, 'destination'>): Markup {
  return filledMarkup(text, { destination: html`<bdi>${destination}</bdi>` });
}
