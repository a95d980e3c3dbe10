import { fail } from '#core/errors.ts';

/**
 * The forms that something sealed has had, numbered from 1; `form` is what is written today. What was ever written opens:
 * from another form than today's, `upgrade` makes what today's would be. A form is new when what it sealed would be
 * misread, or open as something else, by a version that does not know of it; a member more, which such a version may
 * overlook, makes none.
 */
export type Forms<T> =
  | { readonly form: 1 }
  | { readonly form: number; readonly upgrade: (old: unknown, form: number) => T };

/** Nothing that is sealed begins with one of the characters before this one. */
const FIRST_PRINTABLE = 0x20;

/**
 * What is sealed of a content: from the second form on, the number of its form stands in front. That the first has none
 * is authentic, too: the seal is around it.
 */
export function inForm({ form }: Pick<Forms<unknown>, 'form'>, content: string): Buffer {
  return Buffer.from(form === 1 ? content : String.fromCharCode(form) + content);
}

/**
 * The form of what was opened.
 * @internal
 */
export function formOf(plain: Buffer): number {
  const first = plain[0];
  return first !== undefined && first < FIRST_PRINTABLE ? first : 1;
}

/**
 * What was opened, as today's form has it. Throws InternalErrorException for a form that a newer version wrote, before
 * this older one was put back: to take it for forged would end sessions and show users as gone that the newer version
 * will find again.
 */
export function fromForm<T>(forms: Forms<T>, plain: Buffer, parse: (text: string) => unknown = JSON.parse): T {
  const form = formOf(plain);
  if (form > forms.form) {
    const text = `It was sealed in form ${form}, and this version knows those up to ${forms.form}.`;
    fail('InternalErrorException', undefined, { cause: new Error(text) });
  }
  const content = parse((form === 1 ? plain : plain.subarray(1)).toString());
  return 'upgrade' in forms && form < forms.form ? forms.upgrade(content, form) : (content as T);
}

/** For a content that is a text, not JSON. */
export const asText = (text: string): string => text;
