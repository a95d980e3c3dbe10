import { fail } from '#core/errors.ts';

/**
 * The forms that a kind of sealed content has had, numbered from 1. `form` is the one that is written today. Content of
 * every earlier form still opens: `upgrade` turns it into today's form. A change needs a new form if a version that does
 * not know it would misread the content. An additional member that such a version may overlook needs none.
 */
export type Forms<T> =
  | { readonly form: 1 }
  | { readonly form: number; readonly upgrade: (old: unknown, form: number) => T };

/** No sealed content begins with a character below this one. */
const FIRST_PRINTABLE = 0x20;

/**
 * Returns the bytes to seal for a content. From the second form on, the number of the form stands in front. The seal also
 * covers that the first form has no number.
 */
export function inForm({ form }: Pick<Forms<unknown>, 'form'>, content: string): Buffer {
  return Buffer.from(form === 1 ? content : String.fromCharCode(form) + content);
}

/**
 * Returns the form of an opened content.
 * @internal
 */
export function formOf(plain: Buffer): number {
  const first = plain[0];
  return first !== undefined && first < FIRST_PRINTABLE ? first : 1;
}

/**
 * Returns an opened content in today's form. Throws InternalErrorException for a form that only a newer version knows, which
 * happens after a deployment was rolled back. If such content were taken for forged, sessions would end and users would
 * seem to be missing.
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

/** Reads a content that is a plain text instead of JSON. */
export const asText = (text: string): string => text;
