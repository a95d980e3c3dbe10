import { field } from './form.ts';
import type { Markup } from './layout.ts';

type Hints = Pick<Parameters<typeof field>[0], 'type' | 'autocomplete'>;

/** How browsers fill in the attributes of OpenID Connect. https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill */
const HINTS: Readonly<Record<string, Hints>> = {
  email: { type: 'email', autocomplete: 'email' },
  phone_number: { type: 'tel', autocomplete: 'tel' },
  birthdate: { type: 'date', autocomplete: 'bday' },
  website: { type: 'url', autocomplete: 'url' },
  name: { autocomplete: 'name' },
  given_name: { autocomplete: 'given-name' },
  family_name: { autocomplete: 'family-name' },
  middle_name: { autocomplete: 'additional-name' },
  nickname: { autocomplete: 'nickname' },
  address: { autocomplete: 'street-address' },
};

/** Returns the field for an attribute of a user. */
export function attributeField(name: string, view: { readonly attribute: string; readonly value?: string }): Markup {
  const { attribute, value } = view;
  const { type = 'text', autocomplete } = HINTS[attribute] ?? { autocomplete: 'off' };
  return field({ name, label: labelOf(attribute), type, autocomplete, value });
}

/** Returns the name of an attribute as people read it, such as `Family name` for `family_name`. */
function labelOf(attribute: string): string {
  const words = attribute.replace(/^(custom|dev):/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
