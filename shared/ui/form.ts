import { html } from 'hono/html';
import type { TextName } from '#core/languages/texts.ts';
import { box } from './graphics.ts';
import type { Frame, Markup } from './layout.ts';
import { toldIn } from './problems.ts';

/** What the form of every page has. */
export type FormFrame = Frame & {
  /** The path and query that the form goes to. */
  readonly action: string;
  readonly csrf: string;
  /** The sealed Session of the sign-in, if one has begun. */
  readonly session?: string | undefined;
  /** What the challenge of the Session asks, sealed, so that the page can be shown again. */
  readonly asked?: string | undefined;
  /** What went wrong with the form when it was last sent, in the words of the API. */
  readonly problem?: string | undefined;
  /** What has happened and is no problem. */
  readonly notice?: TextName | undefined;
};

/** What the script of a page knows of its form: the kind of a ceremony with a passkey, and its options as JSON. */
type Ceremony = { readonly ceremony: 'create' | 'get'; readonly options: string };

/** Returns a form with these fields. */
export function form(frame: FormFrame, fields: Markup, passkey?: Ceremony): Markup {
  const { texts, action, csrf, session, asked, problem, notice } = frame;
  return html`${problem === undefined ? '' : box('alert', html`<p role="alert">${toldIn(texts, problem)}</p>`)}
${notice === undefined ? '' : box('success', html`<p role="status">${texts[notice]}</p>`)}
<form method="post" action="${action}"${passkey === undefined ? '' : html` data-ceremony="${passkey.ceremony}" data-options="${passkey.options}"`}>
<input type="hidden" name="_csrf" value="${csrf}">
${session === undefined ? '' : html`<input type="hidden" name="session" value="${session}">`}
${asked === undefined ? '' : html`<input type="hidden" name="asked" value="${asked}">`}
${fields}
</form>`;
}

/** What an input field is like. `autocomplete` tells password managers what it is for. */
type Field = {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel' | 'url' | 'date';
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly isOptional?: boolean;
  readonly isFirst?: boolean;
  readonly isFixed?: boolean;
  readonly inputmode?: 'numeric' | 'text' | 'email' | 'tel';
  /** The id that the field has on Cognito's pages. */
  readonly id?: string;
};

/** Returns a labelled input field. */
export function field(given: Field): Markup {
  const { name, label, type = 'text', autocomplete, value = '', inputmode = 'text', id } = given;
  const { isOptional, isFirst, isFixed } = given;
  return html`<label class="label-customizable">${label}
<input class="inputField-customizable"${id === undefined ? '' : html` id="${id}"`} name="${name}" type="${type}" autocomplete="${autocomplete}" inputmode="${inputmode}" value="${value}" spellcheck="false" autocapitalize="none"${isOptional ? '' : html` required`}${isFirst ? html` autofocus` : ''}${isFixed ? html` readonly` : ''}></label>`;
}

/** A button that sends the form as it is, with a name if the form says by that name which button it was. */
type Submit = { readonly label: string; readonly name?: string; readonly value?: string };

/** Returns the button by which a page is meant to be left. */
export function submit({ label, name, value }: Submit): Markup {
  return html`<button class="submitButton-customizable"${name === undefined ? '' : html` name="${name}"`}${value === undefined ? '' : html` value="${value}"`}>${label}</button>`;
}

/** Returns a button that answers with this value, whether or not the fields of the form are filled in. */
export function choice(name: string, value: string, label: string): Markup {
  return html`<button class="choice" name="${name}" value="${value}" formnovalidate>${label}</button>`;
}
