import type { FormFrame } from '../form.ts';
import type { Content, Frame, PageName } from '../layout.ts';

/** A page in one of its states, with what a pool and a user would give it. */
export type PageState = {
  readonly page: PageName;
  /** What is special about the state, for people. */
  readonly state: string;
  /** The function that makes the page. */
  readonly template: (view: never) => Content;
  readonly content: (frame: Frame) => Content;
};

/** Where the forms and the links of pages in a state lead. */
export const NOWHERE = '/nowhere';

/** A text as long as a sealed one is. */
const sealed = (length: number): string => 'AYABeFq0'.repeat(length / 8);

/** What a form has in every state. */
const FORM: Pick<FormFrame, 'action' | 'csrf'> = { action: NOWHERE, csrf: sealed(80) };

/** What the form of a sign-in that has begun has beside. */
export const BEGUN: Pick<FormFrame, 'session' | 'asked'> = { session: sealed(800), asked: sealed(320) };

/**
 * Returns the states of the pages that a template makes. Each has what the view of the template has and `FORM` and the frame
 * of a page lack, under the name of the state.
 */
export function statesOf<View extends Frame>(
  page: PageName,
  template: (view: View) => Content,
  states: Readonly<Record<string, Omit<View, 'texts' | keyof typeof FORM>>>,
): readonly PageState[] {
  return Object.entries(states).map(([state, own]) => ({
    page,
    state,
    template,
    // Together these have all members of the view: the type of `states` takes away those of the others only.
    content: (frame) => template({ ...FORM, ...frame, ...own } as unknown as View),
  }));
}
