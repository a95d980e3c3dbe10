import { createHash } from 'node:crypto';
import type { Visit } from '#test/browser.ts';
import type { ClientSettings } from '#test/fixtures.ts';
import { anotherClient, type Values } from '#test/world.ts';
import { CALLBACK, type HostedPool, hosted, ON_PAGES, signInAt } from './setup.ts';

export const SECRET = 'aSecretOfAnApp00+000000000000001';
export const SECOND_SECRET = 'anotherSecretOfAnApp+00000000002';

export const VERIFIER = 'a-verifier-of-43-characters-or-more-0123456789';
/** The parameters of an authorization request with PKCE. */
export const PKCE = {
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};

export const basic = (id: string, secret: string): Values => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

/** Sends a form to an endpoint, as a program does. */
export const post = (w: HostedPool, path: string, form: Values, headers: Values = {}): Promise<Visit> =>
  w.browser().post(`${w.base}${path}`, form, { headers });

/** Asks for tokens as the client of the pool. A field that is empty is not sent. */
export function ask(w: HostedPool, form: Values, headers: Values = {}): Promise<Visit> {
  const fields = Object.entries({ client_id: w.client.id, ...form }).filter(([, value]) => value !== '');
  return post(w, '/oauth2/token', Object.fromEntries(fields), headers);
}

/** Returns the JSON of an answer that must have this status. */
// biome-ignore lint/suspicious/noExplicitAny: a document has whatever members its standard gives it
export function json({ status, body }: Visit, expected = 200): any {
  if (status !== expected) throw new Error(`${status} ${body}`);
  return JSON.parse(body);
}

/** The error of an answer: its status and its body. */
export const errorOf = ({ status, body }: Visit): readonly [number, unknown] => [status, JSON.parse(body)];
export const error = (code: string, description?: string, status = 400): readonly [number, unknown] => [
  status,
  { error: code, ...(description !== undefined && { error_description: description }) },
];

/** Signs a user in on the pages and returns the code that the app gets. */
export async function codeOf(w: HostedPool, username: string, parameters: Values = {}, browser = w.browser()) {
  const { location, status, body } = await signInAt(w, browser, username, { parameters });
  const code = location?.searchParams.get('code');
  if (!code) throw new Error(`${status} ${location} ${body}`);
  return code;
}

export const codeForm = (code: string, more: Values = {}): Values => ({
  grant_type: 'authorization_code',
  redirect_uri: CALLBACK,
  code,
  ...more,
});

/** Redeems a code. */
export const redeem = (w: HostedPool, code: string, more: Values = {}): Promise<Visit> => ask(w, codeForm(code, more));

/** Signs a user in on the pages and returns the tokens that the app gets. */
export async function tokensOf(w: HostedPool, username: string, parameters: Values = {}) {
  return json(await redeem(w, await codeOf(w, username, parameters)));
}

export const refreshWith = (w: HostedPool, token: string, more: Values = {}): Promise<Visit> =>
  ask(w, { grant_type: 'refresh_token', refresh_token: token, ...more });

/** Another client of the pool, at the pool's domain. */
export async function otherClient(w: HostedPool, settings: ClientSettings = {}): Promise<HostedPool> {
  return hosted(await anotherClient(w, { ...ON_PAGES, ...settings }), w.base);
}

/** Makes a resource server `api` with these scopes. */
export async function withApi(w: HostedPool, ...names: readonly string[]): Promise<void> {
  const Scopes = names.map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName }));
  await w.call('CreateResourceServer', { Identifier: 'api', Name: 'api', Scopes });
}
