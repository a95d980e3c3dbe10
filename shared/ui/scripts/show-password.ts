/**
 * The script of pages with a password: its button shows what was typed in. The field is one of a password again before the
 * form is sent, so that the browser does not remember what was in it as an ordinary text.
 */
export const SHOW_PASSWORD = `'use strict';
for (const button of document.querySelectorAll('button[data-shows]')) {
  const field = button.form.elements.namedItem(button.dataset.shows);
  const show = (isShown) => {
    field.type = isShown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(isShown));
  };
  button.addEventListener('click', () => show(field.type === 'password'));
  button.form.addEventListener('submit', () => show(false));
  button.hidden = false;
}
`;
