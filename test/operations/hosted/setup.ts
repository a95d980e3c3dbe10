import type { Pool } from '#core/pools/pool.ts';
import { type Browser, testBrowser, type Visit } from '#test/browser.ts';
import { type ClientSettings, commit } from '#test/fixtures.ts';
import { newName, PASSWORD, type TestPool, testPools } from '#test/world.ts';

export const CALLBACK = 'https://app.example.com/callback';

/** Settings of a client that has its users sign in on the pages. */
export const ON_PAGES: ClientSettings = {
  allowedOAuthFlowsUserPoolClient: true,
  allowedOAuthFlows: ['code'],
  allowedOAuthScopes: ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'],
  supportedIdentityProviders: ['COGNITO'],
  callbackURLs: [CALLBACK],
  logoutURLs: ['https://app.example.com/bye'],
};

/** A pool with a domain on the test's service, and a browser that has been nowhere yet. */
export type HostedPool = TestPool & {
  readonly base: string;
  readonly browser: () => Browser;
  /** The address of an endpoint with these parameters beside those of the client. */
  readonly url: (path: string, parameters?: Readonly<Record<string, string>>) => string;
};

let pools = 0;

/** Pools with a domain each, on one service. */
export function hostedPools(client: ClientSettings = {}) {
  const { app, ...service } = testPools({}, { ...ON_PAGES, ...client });
  const pool = async (
    settings: Partial<Pool> = {},
    more: ClientSettings = {},
    { managedLoginVersion = 2 } = {},
  ): Promise<HostedPool> => {
    const prefix = `pool-${++pools}`;
    const test = await service.pool({ ...settings, domain: prefix }, more);
    const at = { createdAt: app.deps.clock.now(), modifiedAt: app.deps.clock.now() };
    const domain = { domain: prefix, poolId: test.pool.id, managedLoginVersion, ...at };
    await commit(app, { op: 'create', kind: 'domain', value: domain });
    return hosted(test, `/d/${prefix}`);
  };
  return { app, pool };
}

/** The pool as another client of it sees it, at the domain of the pool. */
export function hosted(test: TestPool, base: string): HostedPool {
  const usual = { client_id: test.client.id, redirect_uri: CALLBACK, response_type: 'code' };
  const url = (path: string, parameters = {}) => `${base}${path}?${new URLSearchParams({ ...usual, ...parameters })}`;
  return { ...test, base, url, browser: () => testBrowser(test.app) };
}

/** Signs a user in with the password, at the page of a request with these parameters. */
export async function signInAt(
  pool: HostedPool,
  browser: Browser,
  username: string,
  { password = PASSWORD, parameters = {} }: { password?: string; parameters?: Readonly<Record<string, string>> } = {},
): Promise<Visit> {
  const page = await browser.get(pool.url('/login', parameters));
  return browser.submit(page, { username, password });
}

/** Fills in the page for signing up, for a user name and e-mail address that nobody has had before unless they are given. */
export async function signUpAt(
  pool: HostedPool,
  browser: Browser,
  filled: Readonly<Record<string, string>> = {},
  parameters: Readonly<Record<string, string>> = {},
): Promise<Visit & { readonly username: string; readonly email: string }> {
  const page = await browser.get(pool.url('/signup', parameters));
  const { username, email } = newName(filled.username);
  const own = { username, 'requiredAttributes[email]': email, password: PASSWORD };
  return { ...(await browser.submit(page, { ...own, ...filled })), username, email };
}
