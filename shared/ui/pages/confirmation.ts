import { html } from 'hono/html';
import { type FormFrame, form, submit } from '../form.ts';
import { box } from '../graphics.ts';
import type { Content, Frame } from '../layout.ts';
import { toldIn } from '../problems.ts';
import { SEND_ONCE } from '../scripts/send-once.ts';

/** The page at the end of a confirmation link. */
export function confirmedPage({ texts }: Frame): Content {
  return {
    name: 'confirmed',
    title: texts.confirmedTitle,
    body: box('success', html`<p role="status">${texts.confirmedText}</p>`),
  };
}

/** The page of a link that is not good, or no more, with the form that asks for another one. */
export function notConfirmedPage(view: FormFrame): Content {
  const { texts } = view;
  return {
    name: 'notConfirmed',
    title: texts.notConfirmedTitle,
    body: form(view, submit({ label: texts.anotherLink })),
    scripts: [SEND_ONCE],
  };
}

/** The page of a link that another one would not help. The user may have been confirmed all the same. */
export function refusedPage({ texts, problem }: Frame & { readonly problem: string }): Content {
  return {
    name: 'refused',
    title: texts.errorTitle,
    body: box('alert', html`<p role="alert">${toldIn(texts, problem)}</p>`),
  };
}

/** The page that tells of another link, without telling whether there is anybody to get it. */
export function linkSentPage({ texts }: Frame): Content {
  return {
    name: 'linkSent',
    title: texts.linkSentTitle,
    body: box('success', html`<p role="status">${texts.linkSentText}</p>`),
  };
}
