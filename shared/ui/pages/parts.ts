import { html } from 'hono/html';
import { ENGLISH, filled, type TextName, type Texts } from '#core/languages/texts.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { CHARACTERS } from '#core/password/policy.ts';
import type { ContactAttribute, PasswordPolicy } from '#core/pools/pool.ts';
import { field, PROBLEM, passwordField } from '../form.ts';
import { filledMarkup, type Markup } from '../layout.ts';
import type { Graphic } from '../look.ts';

/** Browsers know fewer e-mail addresses than the API takes, so that the type of the field does not say what it is. */
const EMAIL = { type: 'text', inputmode: 'email' } as const;
const PHONE = { type: 'tel', inputmode: 'tel' } as const;

type NameView = Pick<Parameters<typeof field>[0], 'value' | 'isFirst' | 'problem' | 'describedBy'> & {
  readonly texts: Texts;
  /** The kinds of contacts that are user names in the pool. */
  readonly names: readonly ContactAttribute[];
  /** The browser can fill it in with a passkey as well. */
  readonly also?: ' webauthn';
};

/**
 * The field for the name with which somebody is known to the pool. A browser that is told of a second kind of name, such as
 * `email`, takes no notice of the attribute, and offers no passkeys.
 * https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill
 */
export function nameField({ texts, names, also, ...more }: NameView): Markup {
  const [first, second] = names;
  const id = also === undefined ? {} : { id: 'signInFormUsername' };
  const common = { name: 'username', isFirst: true, ...id, ...more, autocomplete: `username${also ?? ''}` } as const;
  if (second) return field({ ...common, label: texts.eitherName });
  if (first === 'email') return field({ ...common, ...EMAIL, label: texts.emailName });
  if (first) return field({ ...common, ...PHONE, label: texts.phoneName });
  return field({ ...common, label: texts.username });
}

const RULES = 'password-rules';

/** The field for a password that is chosen, and what the pool wants of it. */
export function newPasswordField({ texts, policy, ...more }: NewPassword): Markup {
  return html`${passwordField(texts, { ...more, name: 'password', autocomplete: 'new-password', describedBy: RULES })}
<div class="rules" id="${RULES}"><p>${texts.passwordRules}</p>
<ul data-rules data-met="${texts.ruleMet}" data-not-met="${texts.ruleNotMet}">${rulesOf(texts, policy)}</ul></div>`;
}

type NewPassword = Pick<Parameters<typeof field>[0], 'label' | 'id' | 'isFirst' | 'problem'> & {
  readonly texts: Texts;
  readonly policy: PasswordPolicy;
};

function rulesOf(texts: Texts, policy: PasswordPolicy): readonly Markup[] {
  const least = String(policy.minimumLength);
  const rule = (name: keyof typeof CHARACTERS) => html`<li data-rule="${name}">${texts[`rule.${name}`]}</li>`;
  return [
    html`<li data-rule="length" data-least="${least}">${filled(texts['rule.length'], { least })}</li>`,
    ...(policy.requireUppercase ? [rule('uppercase')] : []),
    ...(policy.requireLowercase ? [rule('lowercase')] : []),
    ...(policy.requireNumbers ? [rule('number')] : []),
    ...(policy.requireSymbols ? [rule('symbol')] : []),
  ];
}

/**
 * Returns what a form does about a problem that may be with the password that was chosen, or with something else. The focus
 * is where the person has to go on, and screen readers tell the problem there.
 */
export function atPassword(problem: string | undefined) {
  const isAbout = problem !== undefined && /password/i.test(problem);
  return {
    password: isAbout ? { problem, isFirst: true } : {},
    first: isAbout ? { isFirst: false } : { describedBy: problem === undefined ? undefined : PROBLEM },
  };
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
