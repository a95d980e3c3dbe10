/** The style of what the scripts of the pages add and change. */
export const SCRIPT_STYLE = `
[hidden] { display: none !important; }
.visually-hidden { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.with-button { display: grid; gap: 0.25rem; }
button.small { justify-self: end; padding: 0.25rem 0.5rem; background: none; border-color: transparent; color: inherit; font-size: 0.875rem; }
button[data-copies] { border-color: currentcolor; }
li:is(.passwordCheck-valid-customizable, .passwordCheck-notValid-customizable) { list-style: none; margin-inline-start: -1.25em; }
button[data-shows]::before { content: '\\2713' / ''; display: inline-block; inline-size: 1em; line-height: 1; margin-inline-end: 0.5em; border: 1px solid; border-radius: 0.2em; text-indent: 0.1em; color: transparent; border-color: GrayText; }
button[data-shows][aria-pressed='true']::before { color: inherit; border-color: currentcolor; }
button[aria-disabled='true'] { opacity: 0.65; cursor: default; }
form[aria-busy='true'] { cursor: progress; }
`;
