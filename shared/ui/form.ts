import { html } from 'hono/html';
import type { Markup } from './layout.ts';

/** What the form of every page has. */
export type FormFrame = {
  /** The path and query that the form goes to. */
  readonly action: string;
  readonly csrf: string;
  /** The sealed Session of the sign-in, if one has begun. */
  readonly session?: string | undefined;
  /** What went wrong with the form when it was last sent. */
  readonly problem?: string | undefined;
  /** What has happened and is no problem. */
  readonly notice?: string | undefined;
};

/** Returns a form with these fields. */
export function form({ action, csrf, session, problem, notice }: FormFrame, fields: Markup): Markup {
  return html`${problem === undefined ? '' : html`<p role="alert">${problem}</p>`}
${notice === undefined ? '' : html`<p role="status">${notice}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="_csrf" value="${csrf}">
${session === undefined ? '' : html`<input type="hidden" name="session" value="${session}">`}
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
  readonly inputmode?: 'numeric' | 'text' | 'email' | 'tel';
  /** The id that the field has on Cognito's pages. */
  readonly id?: string;
};

/** Returns a labelled input field. */
export function field(given: Field): Markup {
  const { name, label, type = 'text', autocomplete, value = '', isOptional, isFirst, inputmode = 'text', id } = given;
  return html`<label>${label}
<input${id === undefined ? '' : html` id="${id}"`} name="${name}" type="${type}" autocomplete="${autocomplete}" inputmode="${inputmode}" value="${value}" spellcheck="false" autocapitalize="none"${isOptional ? '' : html` required`}${isFirst ? html` autofocus` : ''}></label>`;
}
