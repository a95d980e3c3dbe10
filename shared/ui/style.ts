import { HELP_STYLE } from './help-links.ts';
import { LANGUAGE_CHOICE_STYLE } from './language-choice.ts';
import { TERMS_STYLE } from './pages/terms.ts';
import { SCRIPT_STYLE } from './scripts/style.ts';

/*
 * The style of all pages. Every color and radius is a custom property (branding/variables.ts). The rules have no specificity, so that
 * the CSS of an administrator, which knows one class at a time, always wins. Directions are those of the language.
 */

const PAGE = `
:where(*,*::before,*::after){box-sizing:border-box}
:where(html){font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%;text-size-adjust:100%;background:var(--page);color:var(--body)}
:where(body){margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--page-image,none) center/cover no-repeat fixed}
:where(.page-header,.page-footer){display:flex;align-items:center;min-height:4rem;padding:.75rem 1.5rem;background:center/cover no-repeat}
:where(.page-header){justify-content:var(--header-x);background-color:var(--header-bg);background-image:var(--header-image,none);border-block-end:1px solid var(--header-border);color:var(--header-text)}
:where(.page-footer){justify-content:var(--footer-x);background-color:var(--footer-bg);background-image:var(--footer-image,none);border-block-start:1px solid var(--footer-border);color:var(--footer-text)}
:where(.edge-logo){display:block;max-block-size:2.5rem;max-inline-size:min(16rem,100%)}
:where(.stage){flex:1;display:grid;grid-template-columns:minmax(0,27rem);justify-content:var(--page-x);align-content:var(--page-y);gap:1.25rem;padding:2rem 1rem}
:where(main){background:var(--form) var(--form-image,none) center/cover no-repeat;border:1px solid var(--form-border);border-radius:var(--form-radius);box-shadow:0 1px 2px #0000000a,0 12px 32px -8px #0000001f;overflow:hidden;padding:2.25rem;overflow-wrap:break-word}
:where(.banner-customizable){display:flex;justify-content:var(--logo-x);margin:-2.25rem -2.25rem 1.5rem;padding:2.25rem 2.25rem 0}
:where(.banner-customizable:empty){margin-block-end:2.25rem;padding:0}
:where(.bottom-banner){margin:1.5rem -2.25rem -2.25rem;padding:0 2.25rem 2.25rem}
:where(.outer-logo){display:flex;justify-content:var(--logo-x)}
:where(.logo-customizable){display:block;max-width:100%;max-height:5.5rem;object-fit:contain}
:where(.graphic){display:block;inline-size:4rem;block-size:4rem;margin:0 0 1.25rem;object-fit:contain;color:var(--link)}
:where(h1){margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.011em;text-wrap:pretty;color:var(--heading)}
:where(p){margin:.75rem 0}
:where(main>p,.textDescription-customizable){color:var(--description)}
:where(ul){margin:.5rem 0;padding-inline-start:1.25rem}
:where(hr){inline-size:100%;margin:1.5rem 0;border:0;border-block-start:1px solid var(--divider)}
:where(code){font:.9375em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;color:var(--heading)}
:where(a){color:var(--link);text-underline-offset:.2em;text-decoration-thickness:1px;border-radius:.125rem}
:where(a:hover){color:var(--link-hover);text-decoration-thickness:2px}
:where(.stage>a,.page-header a,.page-footer a){color:inherit}
:where(.redirect-customizable,.more){margin:.5rem 0 0;font-size:.9375rem;color:var(--description)}
:where(main>.redirect-customizable,main>.more){text-align:center}
:where(form+.redirect-customizable,form+.more){margin-block-start:1.5rem;padding-block-start:1.25rem;border-block-start:1px solid var(--divider)}
:where(:focus-visible){outline:3px solid var(--focus);outline-offset:2px}
:where(.stage>:focus-visible,.page-header :focus-visible,.page-footer :focus-visible,.skip:focus){outline-color:var(--page-focus)}
`;

const FORM = `
:where(form){display:grid;gap:1.125rem;margin-block:1.25rem 0}
:where(label){display:grid;gap:.375rem;font-size:.9375rem;font-weight:600;color:var(--label)}
:where(input,select,textarea,button){font:inherit;font-size:1rem;min-block-size:2.75rem;min-inline-size:0}
:where(input,select,textarea){inline-size:100%;padding:.5rem .75rem;font-weight:400;color:var(--input-text);background-color:var(--input-bg);border:1px solid var(--input-border);border-radius:var(--input-radius);transition:border-color .12s,box-shadow .12s}
:where(select){border-radius:var(--list-radius);background-color:var(--list-bg);color:var(--list-text)}
:where(select:hover){background-color:var(--list-hover-bg);border-color:var(--list-hover-border);color:var(--list-hover-text)}
:where(option){background-color:var(--list-bg);color:var(--list-text)}
:where(::placeholder){color:var(--placeholder);opacity:1}
:where(input,select,textarea):where(:focus-visible){outline:2px solid var(--focus);outline-offset:0;border-color:var(--focus)}
:where(input:user-invalid){border-color:var(--wrong-border);background-color:var(--wrong-bg);color:var(--wrong-text)}
:where(input[readonly]){border-style:dashed}
:where(input[autocomplete=one-time-code]){font-size:1.25rem;letter-spacing:.15em;font-variant-numeric:tabular-nums}
:where(input[type=checkbox],input[type=radio]){appearance:none;inline-size:1.5rem;min-block-size:1.5rem;block-size:1.5rem;padding:0;margin:0;display:inline-grid;place-content:center;flex:none;background-color:var(--option-bg);border-color:var(--option-border);border-radius:.25rem;cursor:pointer}
:where(input[type=radio]){border-radius:50%}
:where(input:checked){background-color:var(--chosen-bg);border-color:var(--chosen-bg)}
:where(input:checked)::before{content:"";inline-size:.875rem;block-size:.875rem;background:var(--chosen-sign);clip-path:polygon(14% 44%,0 65%,50% 100%,100% 16%,80% 0,43% 62%)}
:where(.hint,.rules){margin:-.5rem 0 0;font-size:.875rem;color:var(--hint)}
:where(.rules p,.rules ul){margin:0}
:where(.passwordCheck-valid-customizable){color:var(--success-sign)}
:where(button){display:block;inline-size:100%;padding:.625rem 1.25rem;font-weight:600;text-align:center;cursor:pointer;color:var(--primary-text);background-color:var(--primary-bg);border:1px solid transparent;border-radius:var(--button-radius);transition:background-color .12s,border-color .12s,color .12s}
:where(button:hover){color:var(--primary-hover-text);background-color:var(--primary-hover-bg)}
:where(button:active){color:var(--primary-active-text);background-color:var(--primary-active-bg)}
:where(button:disabled){color:var(--off-text);background-color:var(--off-bg);border-color:var(--off-border);cursor:not-allowed}
:where(.choice){color:var(--secondary-text);background-color:var(--secondary-bg);border-color:var(--secondary-border)}
:where(.choice:hover){color:var(--secondary-hover-text);background-color:var(--secondary-hover-bg);border-color:var(--secondary-hover-border)}
:where(.choice:active){color:var(--secondary-active-text);background-color:var(--secondary-active-bg);border-color:var(--secondary-active-border)}
:where(.plain){display:inline-block;inline-size:auto;padding:.25rem .375rem;font-size:inherit;font-weight:500;color:var(--link);background:none;text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
:where(.plain:hover,.plain:active){color:var(--link-hover);background:none;text-decoration-thickness:2px}
:where(.resend){margin:0;text-align:center;font-size:.9375rem;color:var(--description)}
`;

const BOXES = `
:where(.box){display:flex;gap:.625rem;margin:1rem 0;padding:.75rem .875rem;font-size:.9375rem;border:1px solid;border-radius:var(--alert-radius)}
:where(.box p){margin:0;flex:1;min-inline-size:0;overflow-wrap:anywhere}
:where(.box svg){flex:none;inline-size:1.25rem;block-size:1.25rem;margin-block-start:.125rem}
:where(.alert){color:var(--alert-text);background-color:var(--alert-bg);border-color:var(--alert-border)}
:where(.alert svg){color:var(--alert-sign)}
:where(.success){color:var(--success-text);background-color:var(--success-bg);border-color:var(--success-border)}
:where(.success svg){color:var(--success-sign)}
:where(.warning){color:var(--warning-text);background-color:var(--warning-bg);border-color:var(--warning-border)}
:where(.warning svg){color:var(--warning-sign)}
:where(.pending){color:var(--body);border-color:var(--divider)}
:where(.pending svg){color:var(--pending-sign)}
:where([hidden],.box:has(>[hidden])){display:none}
:where(.codes){display:grid;grid-template-columns:repeat(auto-fill,minmax(7rem,1fr));gap:.5rem 1rem;padding:1rem;list-style:none;border:1px solid var(--divider);border-radius:var(--input-radius)}
.qr{display:block;inline-size:13.5rem;max-inline-size:100%;block-size:auto;margin:1rem auto;border-radius:.5rem}
`;

const CIRCUMSTANCES = `
@media (max-width:30rem){:where(.stage){display:flex;flex-direction:column;padding:0;gap:0}:where(main){flex:1;padding:1.5rem 1.25rem;border-inline-width:0;border-block-start-width:0;border-radius:0;box-shadow:none}:where(.banner-customizable){margin:-1.5rem -1.25rem 1.25rem;padding:1.5rem 1.25rem 0}:where(.bottom-banner){margin:1.25rem -1.25rem -1.5rem;padding:0 1.25rem 1.5rem}:where(.banner-customizable:empty){margin-block-end:1.5rem;padding:0}:where(.outer-logo,.stage>nav){padding:1.25rem}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{transition:none!important;animation:none!important}}
@media (forced-colors:active){:where(button,.box,main){border:1px solid}:where(input:checked)::before{background:Highlight;forced-color-adjust:none}}
`;

/** The style of all pages, without line breaks. */
export const STYLE = [PAGE, FORM, BOXES, SCRIPT_STYLE, TERMS_STYLE, LANGUAGE_CHOICE_STYLE, HELP_STYLE, CIRCUMSTANCES]
  .join('')
  .replaceAll('\n', '');
