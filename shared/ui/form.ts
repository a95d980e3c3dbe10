import { html } from 'hono/html';
import type { TextName, Texts } from '#core/languages/texts.ts';
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

/**
 * What the script of a page knows of its form: the kind of a ceremony with a passkey, and its options as JSON. `offer` is one
 * that the browser takes up among what it can fill in.
 */
type Ceremony = { readonly ceremony: 'create' | 'get' | 'offer'; readonly options: string };

/** The id of the text that says what is wrong with a form. */
export const PROBLEM = 'problem';

/** Returns a form with these fields. */
export function form(frame: FormFrame, fields: Markup, passkey?: Ceremony): Markup {
  const { texts, action, csrf, session, asked, problem, notice } = frame;
  return html`${problem === undefined ? '' : box('alert', html`<p role="alert" id="${PROBLEM}">${toldIn(texts, problem)}</p>`)}
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
  /** What is wrong with the form, if this field may be the reason. Screen readers tell it together with the field. */
  readonly problem?: string | undefined;
  /** The id of a text about the field. */
  readonly describedBy?: string | undefined;
  /** It is a code of digits, or one that may have letters as well. */
  readonly code?: 'digits' | 'letters';
  /** What the browser says if the two passwords of the form differ. */
  readonly differs?: string;
};

/** Returns a labelled input field. */
export function field(given: Field): Markup {
  const { name, label, type = 'text', autocomplete, value = '', inputmode = 'text', id } = given;
  const { isOptional, isFirst, isFixed, problem, describedBy, code, differs } = given;
  const texts = [problem === undefined ? undefined : PROBLEM, describedBy].filter((one) => one !== undefined);
  const more = html`${problem === undefined ? '' : html` aria-invalid="true"`}${texts.length === 0 ? '' : html` aria-describedby="${texts.join(' ')}"`}${code === undefined ? '' : html` data-code="${code}"`}${code === 'digits' ? html` pattern="[0-9\\s]*"` : ''}${differs === undefined ? '' : html` data-differs="${differs}"`}`;
  return html`<label class="label-customizable">${label}
<input class="inputField-customizable"${id === undefined ? '' : html` id="${id}"`} name="${name}" type="${type}" autocomplete="${autocomplete}" inputmode="${inputmode}" value="${value}" spellcheck="false" autocapitalize="none"${isOptional ? '' : html` required`}${isFirst ? html` autofocus` : ''}${isFixed ? html` readonly` : ''}${more}></label>`;
}

/** Returns a labelled field for a code that was sent or that an app shows. It takes blanks, which people type in. */
export function codeField(given: Omit<Field, 'type' | 'autocomplete' | 'inputmode'>): Markup {
  const inputmode = given.code === 'letters' ? 'text' : 'numeric';
  return field({ code: 'digits', isFirst: true, ...given, autocomplete: 'one-time-code', inputmode });
}

/** Returns a labelled field for a password, with a button that shows what was typed in, where scripts run. */
export function passwordField(texts: Texts, given: Omit<Field, 'type' | 'inputmode'>): Markup {
  return html`<div class="with-button">${field({ ...given, type: 'password' })}
<button type="button" class="small" data-shows="${given.name}" aria-pressed="false" hidden>${texts.showPassword}</button></div>`;
}

/** The time in seconds for which a button that sends another code waits after a code was sent. */
const WAIT_SECONDS = '30';

/** Returns the attributes by which the button waits that sends another code, where scripts run. */
export function waiting(texts: Texts): Markup {
  return html` data-wait="${WAIT_SECONDS}" data-waiting="${texts.resendIn}"`;
}

/** Returns a button that copies the text of what this selector finds, where scripts run. */
export function copyButton(texts: Texts, selector: string): Markup {
  return html`<button type="button" class="small" data-copies="${selector}" data-copied="${texts.copied}" hidden>${texts.copy}</button>`;
}

/** A button that sends the form as it is, with a name if the form says by that name which button it was. */
type Submit = { readonly label: string; readonly name?: string; readonly value?: string };

/** Returns the button by which a page is meant to be left. */
export function submit({ label, name, value }: Submit): Markup {
  return html`<button class="submitButton-customizable"${name === undefined ? '' : html` name="${name}"`}${value === undefined ? '' : html` value="${value}"`}>${label}</button>`;
}

/** Returns a button that answers with this value, whether or not the fields of the form are filled in. */
export function choice(name: string, value: string, label: string, more: Markup | '' = ''): Markup {
  return html`<button class="choice" name="${name}" value="${value}" formnovalidate${more}>${label}</button>`;
}
