/** The style of what the scripts of the pages add and change. */
export const SCRIPT_STYLE = `
[hidden]{display:none!important}
:where(.unseen){position:absolute;inline-size:1px;block-size:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:where(.with-button){display:grid;gap:.25rem}
:where(.small){justify-self:end;inline-size:auto;min-block-size:1.75rem;padding:.125rem .5rem;font-size:.875rem;font-weight:500;color:var(--link);background:none;border:1px solid transparent}
:where(.small:hover,.small:active){color:var(--link-hover);background:none;text-decoration:underline}
:where(.small[data-copies]){border-color:currentcolor}
:where(ul[data-rules]){list-style:none;padding:0}
:where(li[data-rule]){padding-inline-start:1.375em;text-indent:-1.375em}
:where(li[data-rule])::before{content:"\\25cb\\00a0" / ""}
:where(li.passwordCheck-valid-customizable)::before{content:"\\2713\\00a0" / ""}
:where(.small[data-shows])::before{content:"\\2713" / "";display:inline-block;inline-size:1em;line-height:1;margin-inline-end:.5em;border:1px solid;border-radius:.2em;text-indent:.1em;color:transparent;border-color:var(--input-border)}
:where(.small[data-shows][aria-pressed=true])::before{color:inherit;border-color:currentcolor}
:where(button[aria-disabled=true]){opacity:.65;cursor:default}
:where(form[aria-busy=true]){cursor:progress}
`;
