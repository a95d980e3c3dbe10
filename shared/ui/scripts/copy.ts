/** The script of pages with something to copy. Browsers let pages copy only where the connection is secure. */
export const COPY = `'use strict';
if (navigator.clipboard) {
  for (const button of document.querySelectorAll('button[data-copies]')) {
    const announced = document.createElement('span');
    announced.setAttribute('aria-live', 'polite');
    button.after(announced);
    button.addEventListener('click', async () => {
      const codes = document.querySelectorAll(button.dataset.copies);
      try {
        await navigator.clipboard.writeText([...codes].map((code) => code.textContent).join('\\n'));
        announced.textContent = button.dataset.copied;
        setTimeout(() => announced.replaceChildren(), 5000);
      } catch {
        // The person has refused it, and can still select the text.
      }
    });
    button.hidden = false;
  }
}
`;
