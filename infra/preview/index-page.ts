import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { nameOfLanguage } from '#core/languages/language.ts';
import type { HttpResponse } from '#protocol/http.ts';
import { response } from '#protocol/respond.ts';
import { allStates } from '#ui/states/states.ts';
import { SCHEMES } from './scheme.ts';
import type { Shown } from './state-page.ts';

/** Where the states are. */
export const STATE_PATH = '/state';

/** The widths at which pages are shown, in pixels. */
const WIDTHS = { wide: 1100, phone: 390, narrow: 320 } as const;

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; --line: light-dark(#c9ced6, #454b55); }
body { margin: 0; display: grid; grid-template: auto 1fr / 19rem 1fr; height: 100vh; }
header { grid-column: 1 / -1; border-block-end: 1px solid var(--line); padding: .5rem 1rem; }
header, form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
h1 { font-size: 1.1rem; margin: 0; }
nav { overflow: auto; padding: 0 1rem 1rem; border-inline-end: 1px solid var(--line); }
nav h2 { font-size: 1rem; margin: 1rem 0 .25rem; }
ul { margin: 0; padding-inline-start: 1rem; }
[aria-current] { font-weight: bold; }
main { overflow: auto; display: grid; place-items: start center; padding: 1rem; }
iframe { border: 1px solid var(--line); background: Canvas; height: calc(100vh - 7rem); max-width: 100%; }
${Object.entries(WIDTHS)
  .map(([name, width]) => `iframe[data-width="${name}"] { width: ${width}px; }`)
  .join('\n')}
`;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** What the index shows: a state, and how. */
type Choice = {
  readonly page: string;
  readonly state: string;
  readonly lang: string;
  readonly scheme: string;
  readonly width: string;
};

const FIRST = allStates()[0];

/** Returns the page that lists all pages in every state, and shows one of them. It works without scripts. */
export async function indexPage({ pool, client, domain, deps }: Shown, query: URLSearchParams): Promise<HttpResponse> {
  const { languages } = deps.catalogues;
  const { page = '', state = '' } = FIRST ?? {};
  const chosen: Choice = {
    page: query.get('page') ?? page,
    state: query.get('state') ?? state,
    lang: oneOf(languages, query.get('lang'), 'en'),
    scheme: oneOf(SCHEMES, query.get('scheme'), 'light'),
    width: oneOf(Object.keys(WIDTHS), query.get('width'), 'wide'),
  };
  const shown = stateUrl(chosen, client?.id);
  const title = `Pages of ${pool.name} (${pool.id})${client ? `, ${client.clientName} (${client.id})` : ''}`;
  const kind = domain.managedLoginVersion === 1 ? 'classic pages' : 'managed login';
  const body = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}, ${kind}</h1>
<form>
<input type="hidden" name="page" value="${chosen.page}">
<input type="hidden" name="state" value="${chosen.state}">
${select('lang', 'Language', chosen.lang, Object.fromEntries(languages.map((one) => [one, nameOfLanguage(one)])))}
${select('scheme', 'Colours', chosen.scheme, { light: 'light', dark: 'dark' })}
${select('width', 'Width', chosen.width, Object.fromEntries(Object.entries(WIDTHS).map(([name, px]) => [name, `${name}, ${px}`])))}
<button>Show</button>
<a href="${shown}" target="_blank">Open alone</a>
</form>
</header>
<nav aria-label="Pages">${links(chosen)}</nav>
<main><iframe title="${chosen.page}: ${chosen.state}" src="${shown}" data-width="${chosen.width}"></iframe></main>
</body>
</html>
`;
  return response(200, 'text/html; charset=utf-8', String(body), HEADERS);
}

function select(name: string, label: string, chosen: string, options: Readonly<Record<string, string>>) {
  return html`<label>${label} <select name="${name}">${Object.entries(options).map(
    ([value, text]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`,
  )}</select></label>`;
}

function links(chosen: Choice) {
  const states = allStates();
  return [...new Set(states.map(({ page }) => page))].map(
    (page) => html`<h2>${page}</h2>
<ul>${states
      .filter((one) => one.page === page)
      .map(({ state }) => {
        const isCurrent = page === chosen.page && state === chosen.state;
        const query = new URLSearchParams({ ...chosen, page, state });
        return html`<li><a href="/?${query}"${isCurrent ? html` aria-current="page"` : ''}>${state}</a></li>`;
      })}</ul>`,
  );
}

/** The client is in the query as on its own pages. */
function stateUrl({ page, state, lang, scheme }: Choice, clientId: string | undefined): string {
  const query = new URLSearchParams({ page, state, lang, scheme, ...(clientId && { client_id: clientId }) });
  return `${STATE_PATH}?${query}`;
}

function oneOf(known: readonly string[], asked: string | null, usual: string): string {
  return known.find((one) => one === asked) ?? usual;
}
