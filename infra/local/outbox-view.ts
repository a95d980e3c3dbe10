import type { Outbox, OutboxMessage } from '#adapters/local/outbox.ts';
import { escapeHtml, htmlToText } from '#core/messages/html.ts';

/** Where the outbox is: its pages, the HTML of a mail, and the list for scripts. */
export const PATHS = {
  list: '/_outbox',
  message: '/_outbox/message',
  html: '/_outbox/html',
  messages: '/_outbox/messages',
} as const;

const REFRESH_SECONDS = 5;

/** The style of all pages of the outbox. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d4da, #3d434c); --quiet: light-dark(#59616b, #a3abb5); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; }
header p, time, summary, label { color: var(--quiet); }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
article h2 { font-size: 1rem; margin: 0; }
.meta { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; margin: 0; }
.code { font: 600 1.6rem/1.3 ui-monospace, monospace; margin: .5rem 0; }
pre { font: inherit; white-space: pre-wrap; margin: .5rem 0 0; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
label { display: grid; gap: .25rem; }
input, select, button { font: inherit; padding: .375rem .5rem; max-width: 100%; }
iframe { box-sizing: border-box; width: 100%; height: 60vh; resize: vertical; border: 1px solid var(--line); background: #fff; }
h2.part { font-size: 1rem; }
details pre { font: .85rem/1.4 ui-monospace, monospace; }
`;

/** What the HTML of a mail may do: open a link in a tab of its own, which knows nothing of this page. */
export const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** The messages that there are. */
export type Source = Pick<Outbox, 'messages'>;
/** Which messages are asked for. `purpose` is such as CustomMessage_SignUp. */
export type Filter = { readonly to?: string | undefined; readonly purpose?: string | undefined };

/** Returns the messages that a filter lets through, newest first. */
export function selected(outbox: Source, { to, purpose }: Filter): readonly OutboxMessage[] {
  return outbox.messages(to).filter((message) => purpose === undefined || message.purpose === purpose);
}

/** Returns a path with what is not undefined in its query, for an attribute. */
function linkTo(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return escapeHtml(query.size === 0 ? path : `${path}?${query}`);
}

/** Returns a whole page. `head` and `body` are HTML. */
function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** How a list was asked for. */
type Asked = { readonly host: string; readonly query: URLSearchParams };

/**
 * Returns the list of messages, newest first. It refreshes by itself, so it has nothing in it that one opens or fills in; the
 * filter is there once it stands still.
 */
export function listPage(outbox: Source, filter: Filter, { host, query }: Asked): string {
  const refreshes = query.get('refresh') !== 'off';
  const messages = selected(outbox, filter);
  const isFiltered = filter.to !== undefined || filter.purpose !== undefined;
  const toggle = refreshes
    ? `refreshes every ${REFRESH_SECONDS} seconds, <a href="${linkTo(PATHS.list, { ...filter, refresh: 'off' })}">stop and filter</a>`
    : `<a href="${linkTo(PATHS.list, filter)}">refresh by itself</a>`;
  const all = isFiltered ? `, <a href="${PATHS.list}">all messages</a>` : '';
  const articles = messages.map((message) => article(message, filter, host)).join('\n');
  return page(
    `Outbox (${messages.length})`,
    `<header>
<h1>Outbox${isFiltered ? `: ${escapeHtml(nameOf(filter))}` : ''}</h1>
<p>Newest first; ${toggle}. <a href="${linkTo(PATHS.messages, filter)}">As JSON</a>${all}</p>
${refreshes ? '' : filterForm(outbox, filter)}
</header>
<main>
${messages.length === 0 ? emptyState(isFiltered) : articles}
</main>`,
    refreshes ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : '',
  );
}

const nameOf = ({ to, purpose }: Filter): string =>
  [to, purpose === undefined ? undefined : (PURPOSES.get(purpose) ?? purpose)].filter(Boolean).join(', ');

function filterForm(outbox: Source, { to = '', purpose }: Filter): string {
  const all = outbox.messages();
  const purposes = new Set([...(purpose === undefined ? [] : [purpose]), ...all.flatMap((one) => one.purpose ?? [])]);
  const recipients = new Set(all.map((one) => one.to));
  const options = [...purposes].sort().map((one) => {
    const known = PURPOSES.get(one);
    const label = known === undefined ? one : `${known} (${one})`;
    return `<option value="${escapeHtml(one)}"${one === purpose ? ' selected' : ''}>${escapeHtml(label)}</option>`;
  });
  return `<form method="get" action="${PATHS.list}">
<label>Purpose <select name="purpose"><option value="">every purpose</option>${options.join('')}</select></label>
<label>Recipient <input name="to" value="${escapeHtml(to)}" list="recipients" autocomplete="off" spellcheck="false"></label>
<datalist id="recipients">${[...recipients].map((one) => `<option value="${escapeHtml(one)}"></option>`).join('')}</datalist>
<button>Filter</button>
</form>`;
}

function emptyState(isFiltered: boolean): string {
  return `<p>No messages${isFiltered ? ' of this kind' : ''} yet. E-mail and SMS that would go to users appear here: verification codes, invitations with
temporary passwords, password resets and sign-in codes. They are kept in memory until the server stops.</p>`;
}

/** Returns a page that stands still, with everything that there is of a message. */
export function messagePage(message: OutboxMessage, filter: Filter, host: string): string {
  const { id, medium, body } = message;
  const parts =
    medium === 'EMAIL'
      ? `<h2 class="part">As HTML</h2>
<iframe title="The message as HTML" sandbox="${SANDBOX}" src="${linkTo(PATHS.html, { id })}"></iframe>
<details><summary>HTML source</summary><pre>${escapeHtml(body)}</pre></details>`
      : '';
  return page(
    `Outbox: ${message.to}`,
    `<header>
<h1>Outbox: a message</h1>
<p><a href="${linkTo(PATHS.list, filter)}">Back to the list</a></p>
</header>
<main>
<article>
${contentOf(message, host)}
</article>
${parts}
</main>`,
  );
}

/** Returns the page for a message that is not kept, or not any more. */
export function gonePage(filter: Filter): string {
  const body = `<main><h1>No such message</h1>
<p>The outbox keeps the last messages only, in memory. <a href="${linkTo(PATHS.list, filter)}">Back to the list</a></p></main>`;
  return page('No such message', body);
}

/** Returns the document of a mail, whose links open in tabs of their own. Of several base elements, the first one counts. */
export function frameOf({ body }: OutboxMessage): string {
  return `<!doctype html><base target="_blank">${body}`;
}

/** What the purposes of messages are called on the page. */
const PURPOSES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CustomMessage_SignUp: 'sign-up code',
    CustomMessage_ResendCode: 'sign-up code, sent again',
    CustomMessage_AdminCreateUser: 'invitation',
    CustomMessage_ForgotPassword: 'code for a new password',
    CustomMessage_UpdateUserAttribute: 'verification code',
    CustomMessage_VerifyUserAttribute: 'verification code',
    CustomMessage_Authentication: 'sign-in code',
  }),
);

function article(message: OutboxMessage, filter: Filter, host: string): string {
  const { id, medium } = message;
  const more = medium === 'EMAIL' ? 'Open, as HTML too' : 'Open';
  return `<article>
${contentOf(message, host)}
<p><a href="${linkTo(PATHS.message, { id, ...filter })}">${more}</a></p>
</article>`;
}

function contentOf({ to, medium, purpose, subject, body, code, sentAt }: OutboxMessage, host: string): string {
  const text = medium === 'EMAIL' ? htmlToText(body) : body;
  const reason = purpose === null ? '' : `: ${escapeHtml(PURPOSES.get(purpose) ?? purpose)}`;
  return `<p class="meta"><span>${medium === 'EMAIL' ? 'E-mail' : 'SMS'} to <strong>${escapeHtml(to)}</strong>${reason}</span> <time datetime="${sentAt}">${sentAt}</time></p>
${subject === null ? '' : `<h2>${escapeHtml(subject)}</h2>`}
${code === null ? '' : `<p class="code">${escapeHtml(code)}</p>`}
<pre>${withLinks(text, host)}</pre>`;
}

const ADDRESS = /(https?:\/\/[^\s<>"'()]*[^\s<>"'().,;:!?])/;

/** Returns text as HTML, in which addresses of this server are links. Where a stranger's text may lead is not one click away. */
function withLinks(text: string, host: string): string {
  const parts = text.split(ADDRESS).map((part, index) => {
    if (index % 2 === 0 || !isHere(part, host)) return escapeHtml(part);
    return `<a href="${escapeHtml(part)}" target="_blank" rel="noopener noreferrer">${escapeHtml(part)}</a>`;
  });
  return parts.join('');
}

/** Tells whether an address is on this machine, at the port of a Host header. */
function isHere(address: string, host: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, port, username } = new URL(address);
  const isLocal = hostname === '127.0.0.1' || hostname === '[::1]' || /(?:^|\.)localhost$/.test(hostname);
  return isLocal && username === '' && port === (/:(\d+)$/.exec(host)?.[1] ?? '');
}
