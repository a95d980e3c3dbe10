/**
 * The script of every page with a form: a form is sent once, however often somebody presses a button or Enter. The buttons
 * stay in the order of focus meanwhile. They work again when the page is shown again, as by the browser's way back, and after
 * a while, for the case that nothing came of it.
 */
export const SEND_ONCE = `'use strict';
{
  const PATIENCE_MS = 10_000;
  const release = (form) => {
    form.removeAttribute('aria-busy');
    for (const button of form.querySelectorAll('button[data-sent]')) {
      button.removeAttribute('data-sent');
      button.removeAttribute('aria-disabled');
    }
  };
  for (const form of document.forms) {
    form.addEventListener('submit', (event) => {
      if (form.hasAttribute('aria-busy')) return event.preventDefault();
      form.setAttribute('aria-busy', 'true');
      for (const button of form.querySelectorAll('button:not([aria-disabled])')) {
        button.setAttribute('data-sent', '');
        button.setAttribute('aria-disabled', 'true');
      }
      setTimeout(release, PATIENCE_MS, form);
    });
    addEventListener('pageshow', () => release(form));
  }
}
`;
