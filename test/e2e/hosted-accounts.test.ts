import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';

const PASSWORD = 'Passw0rd!example';
const OTHER_PASSWORD = 'An0ther!password';
const EMAIL = 'ada@example.com';

describeInChromium('accounts on the pages, in a browser without scripts', () => {
  let server: RunningServer;
  let app: Server;
  let browser: Browser;
  /** The page of the app to which sign-ins lead back, and the page on which they begin. */
  let callback: string;
  let begin: string;

  beforeAll(async () => {
    server = await startServerProcess();
    app = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<h1>App</h1>'));
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
    browser = await launchChromium();
    const { endpoint, credentials } = server;
    const sdk = new CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1' });
    const { UserPool: pool } = await sdk.send(
      new CreateUserPoolCommand({
        PoolName: 'accounts',
        AutoVerifiedAttributes: ['email'],
        UsernameAttributes: ['email'],
        Schema: [{ Name: 'given_name', Required: true }],
      }),
    );
    const UserPoolId = pool?.Id;
    await sdk.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'accounts', ManagedLoginVersion: 2 }));
    const { UserPoolClient: client } = await sdk.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'app',
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'email'],
        SupportedIdentityProviders: ['COGNITO'],
        CallbackURLs: [callback],
        PreventUserExistenceErrors: 'ENABLED',
      }),
    );
    const request = { response_type: 'code', client_id: client?.ClientId ?? '', redirect_uri: callback, state: 'here' };
    begin = `http://localhost:${server.port}/d/accounts/oauth2/authorize?${new URLSearchParams(request)}`;
  });
  afterAll(async () => {
    await browser?.close();
    app?.close();
    await server?.dispose();
  });

  /** A page in a browser window of its own, at the page on which people sign in. */
  async function openLogin(): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(begin);
    return page;
  }
  const code = async () => (await newestMessage(server.endpoint, EMAIL)).code;
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();
  const title = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
  async function expectApp(page: Page) {
    await page.waitForURL(`${callback}?**`);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('code')).toBeTruthy();
    expect(searchParams.get('state')).toBe('here');
  }
  async function signIn(page: Page, password: string) {
    await page.getByLabel('Email').fill(EMAIL);
    await page.getByLabel('Password').fill(password);
    await press(page, 'Sign in');
  }

  it('begin, are confirmed by the code in the mail, and lead to the app', async () => {
    const page = await openLogin();
    await follow(page, 'Create an account');
    await page.getByLabel('Email').fill(EMAIL);
    await page.getByLabel('Given name').fill('Ada');
    await page.getByLabel('Password').fill('too-weak');
    await press(page, 'Sign up');
    expect(await page.getByRole('alert').textContent()).toMatch(/^Password did not conform with policy/);
    expect(await page.getByLabel('Given name').inputValue()).toBe('Ada');
    await page.getByLabel('Password').fill(PASSWORD);
    await press(page, 'Sign up');
    expect(await title(page)).toBe('Confirm your account');
    const first = await code();
    await press(page, 'Send a new code');
    expect(await page.getByRole('status').textContent()).toBe('A new message is on its way.');
    // The message of a client that hides who exists is sent after the response.
    await expect.poll(code).not.toBe(first);
    await page.getByLabel('Code').fill(await code());
    // As with the Enter key, the button that sends the form is the first one.
    await page.getByLabel('Code').press('Enter');
    await expectApp(page);
  });

  it('sign in, with the right password alone', async () => {
    const page = await openLogin();
    await signIn(page, OTHER_PASSWORD);
    expect(await page.getByRole('alert').textContent()).toBe('Incorrect username or password.');
    await signIn(page, PASSWORD);
    await expectApp(page);
    await page.goto(begin);
    await expectApp(page);
  });

  it('get another password by the code in the mail', async () => {
    const page = await openLogin();
    await follow(page, 'Forgot your password?');
    const before = await code();
    await page.getByLabel('Email').fill(EMAIL);
    await press(page, 'Reset my password');
    expect(await title(page)).toBe('Change your password');
    await expect.poll(code).not.toBe(before);
    await page.getByLabel('Code').fill(await code());
    await page.getByLabel('New password').fill(OTHER_PASSWORD);
    await press(page, 'Change password');
    expect(await page.getByRole('status').textContent()).toMatch(/^Your password has been changed/);
    expect(await page.getByLabel('Email').inputValue()).toBe(EMAIL);
    await signIn(page, PASSWORD);
    expect(await page.getByRole('alert').textContent()).toBe('Incorrect username or password.');
    await signIn(page, OTHER_PASSWORD);
    await expectApp(page);
  });
});
