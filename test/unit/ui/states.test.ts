import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ENGLISH, type TextName, type Texts } from '#core/languages/texts.ts';
import type { PageName } from '#ui/layout.ts';
import { allStates } from '#ui/states/states.ts';

const STATES = allStates();
const ROOT = new URL('../../../', import.meta.url).pathname;

/** The compiler sees to it that no page is missing here. */
const PAGES: Readonly<Record<PageName, true>> = {
  addPasskey: true,
  authenticatorSetUp: true,
  choose: true,
  choosePassword: true,
  code: true,
  confirm: true,
  confirmed: true,
  error: true,
  factor: true,
  forgotPassword: true,
  linkSent: true,
  login: true,
  mfaSetup: true,
  notConfirmed: true,
  passkey: true,
  recoveryCodes: true,
  refused: true,
  resetPassword: true,
  sessionOver: true,
  signUp: true,
  stepUp: true,
  waiting: true,
};

/** What is around the pages, and the same in every state. */
const AROUND = ['help-links.ts', 'language-choice.ts'];

/** What a page shows, and the names of the texts that it has asked for. */
async function shown(content: (typeof STATES)[number]['content']) {
  const used = new Set<string>();
  const texts: Texts = new Proxy(ENGLISH, {
    get(target, name) {
      used.add(String(name));
      return target[name as TextName];
    },
  });
  const { name, title, body } = content({ texts });
  return { name, title, html: String(await body), used };
}

/** What a pattern finds in the sources of a folder, without the states themselves. */
function namesIn(folder: string, pattern: RegExp): readonly string[] {
  const files = readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.startsWith('states/') && !AROUND.includes(file))
    .flatMap((file) => [...readFileSync(`${ROOT}${folder}/${file}`, 'utf8').matchAll(pattern)])
    .map(([, ...groups]) => groups.find((group) => group !== undefined) ?? '');
}

it('every page is in a state, under its own name', async () => {
  expect([...new Set(STATES.map(({ page }) => page))].sort()).toEqual(Object.keys(PAGES).sort());
  for (const { page, state, content } of STATES) {
    const { name, title } = await shown(content);
    expect([state, name]).toEqual([state, page]);
    expect(title).not.toBe('');
  }
});

it('every template is in a state', async () => {
  const templates = new Set<unknown>(STATES.map(({ template }) => template));
  const missing: string[] = [];
  for (const file of readdirSync(`${ROOT}shared/ui/pages`)) {
    const module = (await import(/* @vite-ignore */ `${ROOT}shared/ui/pages/${file}`)) as Readonly<
      Record<string, unknown>
    >;
    missing.push(...Object.keys(module).filter((name) => name.endsWith('Page') && !templates.has(module[name])));
  }
  expect(missing).toEqual([]);
});

it('states have names of their own and are not alike', async () => {
  const names = STATES.map(({ page, state }) => `${page}: ${state}`);
  expect(new Set(names).size).toBe(names.length);
  const pages = await Promise.all(STATES.map(async ({ content }) => (await shown(content)).html));
  expect(names.filter((_, index) => pages.indexOf(pages[index]!) !== index)).toEqual([]);
});

it('every text that pages mention is shown in a state', async () => {
  const used = new Set(
    (await Promise.all(STATES.map(({ content }) => shown(content)))).flatMap(({ used }) => [...used]),
  );
  const mentioned = [
    ...namesIn('shared/ui', /\btexts\.(\w+)|'([a-z]+[A-Z]\w*)'/g),
    ...namesIn('functions/hosted', /notice: '(\w+)'/g),
    ...Object.keys(ENGLISH).filter((name) => /^(rule|attribute)\./.test(name)),
  ];
  expect(mentioned.filter((name) => Object.hasOwn(ENGLISH, name) && !used.has(name))).toEqual([]);
});

it('a state has a problem, wherever a form can show one', async () => {
  const roles = new Map<string, boolean>();
  for (const { page, content } of STATES) {
    const { html } = await shown(content);
    if (html.includes('<form'))
      roles.set(page, (roles.get(page) ?? false) || /<p role="alert"(?![^>]* hidden)/.test(html));
  }
  // Nothing of these can be refused.
  expect([...roles].flatMap(([page, hasProblem]) => (hasProblem ? [] : [page]))).toEqual(['recoveryCodes']);
});
