import { HELP_STYLE } from './help-links.ts';
import { LANGUAGE_CHOICE_STYLE } from './language-choice.ts';
import { TERMS_STYLE } from './pages/terms.ts';
import { SCRIPT_STYLE } from './scripts/style.ts';

/** The style of all pages. */
export const STYLE = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; }
main { width: min(24rem, 100vw - 3rem); padding: 1.5rem; }
h1 { font-size: 1.5rem; }
form { display: grid; gap: 1rem; margin-block: 1rem; }
label { display: grid; gap: 0.25rem; }
input, button, select { font: inherit; padding: 0.625rem; border-radius: 0.375rem; border: 1px solid #767676; }
button { background: #0b57d0; border-color: #0b57d0; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #8ab4f8; outline-offset: 2px; }
[role=alert] { border-inline-start: 0.25rem solid #b3261e; padding-inline-start: 0.75rem; }
code { overflow-wrap: anywhere; }
${LANGUAGE_CHOICE_STYLE}${HELP_STYLE}${TERMS_STYLE}${SCRIPT_STYLE}`;
