/**
 * The script of pages with a code: of a text that is pasted, such as the whole message, it takes the code, which is the longest
 * row of digits, or a recovery code where there may be one. What is no code is pasted as it is.
 */
export const CODE_FIELD = `'use strict';
for (const field of document.querySelectorAll('input[data-code]')) {
  const codeIn = (text) => {
    const recovery = field.dataset.code === 'letters' && /[a-z0-9]{4}(-[a-z0-9]{4}){3}/i.exec(text);
    if (recovery) return recovery[0];
    const rows = (text.match(/[0-9]([ -]?[0-9])*/g) ?? []).map((row) => row.replace(/[^0-9]/g, ''));
    return rows.reduce((longest, row) => (row.length > longest.length ? row : longest), '');
  };
  field.addEventListener('paste', (event) => {
    const code = codeIn(event.clipboardData.getData('text'));
    if (code.length < 6) return;
    event.preventDefault();
    field.value = code;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
`;
