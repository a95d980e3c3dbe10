import { html } from 'hono/html';
import { type FormFrame, form } from '../form.ts';
import type { Content } from '../layout.ts';
import { TEXTS } from '../texts.ts';

/** The page at the end of a confirmation link. */
export function confirmedPage(): Content {
  return { title: TEXTS.confirmedTitle, body: html`<p role="status">${TEXTS.confirmedText}</p>` };
}

/** The page of a link that is not good, or no more, with the form that asks for another one. */
export function notConfirmedPage(view: FormFrame): Content {
  return { title: TEXTS.notConfirmedTitle, body: form(view, html`<button>${TEXTS.anotherLink}</button>`) };
}

/** The page of a link that another one would not help. The user may have been confirmed all the same. */
export function refusedPage(problem: string): Content {
  return { title: TEXTS.errorTitle, body: html`<p role="alert">${problem}</p>` };
}

/** The page that tells of another link, without telling whether there is anybody to get it. */
export function linkSentPage(): Content {
  return { title: TEXTS.linkSentTitle, body: html`<p role="status">${TEXTS.linkSentText}</p>` };
}
