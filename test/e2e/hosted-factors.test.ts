import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { claimsOf } from '#test/world.ts';
import { codeNow, nextCode, PASSWORD } from './factors-pool.ts';

describeInChromium('the pages of factors in a browser', () => {
  let server: RunningServer;
  let app: Server;
  let callback: string;
  let browser: Browser;
  let client: sdk.CognitoIdentityProviderClient;
  let pools = 0;

  beforeAll(async () => {
    server = await startServerProcess({ from: 'source' });
    app = createServer((_request, response) => void response.end('The app.'));
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
    browser = await launchChromium();
    const { endpoint, credentials } = server;
    client = new sdk.CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1' });
  });
  afterAll(async () => {
    await browser?.close();
    app?.close();
    await server?.dispose();
  });

  /** A pool with the user ada, and the addresses of its pages. */
  async function newPool(
    settings: Partial<sdk.CreateUserPoolCommandInput>,
    mfa: Partial<sdk.SetUserPoolMfaConfigCommandInput>,
  ) {
    const { UserPool } = await client.send(new sdk.CreateUserPoolCommand({ PoolName: 'Shop', ...settings }));
    const UserPoolId = UserPool!.Id!;
    await client.send(new sdk.SetUserPoolMfaConfigCommand({ UserPoolId, MfaConfiguration: 'OFF', ...mfa }));
    const Domain = `shop-${++pools}`;
    await client.send(new sdk.CreateUserPoolDomainCommand({ UserPoolId, Domain, ManagedLoginVersion: 2 }));
    const { UserPoolClient } = await client.send(
      new sdk.CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'app',
        ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid'],
        SupportedIdentityProviders: ['COGNITO'],
        CallbackURLs: [callback],
      }),
    );
    const ada = { UserPoolId, Username: 'ada' };
    await client.send(new sdk.AdminCreateUserCommand({ ...ada, MessageAction: 'SUPPRESS' }));
    await client.send(new sdk.AdminSetUserPasswordCommand({ ...ada, Password: PASSWORD, Permanent: true }));
    const ClientId = UserPoolClient!.ClientId!;
    const below = `http://localhost:${server.port}/d/${Domain}`;
    const own = `http://${Domain}.localhost:${server.port}`;
    const query = new URLSearchParams({ client_id: ClientId, redirect_uri: callback, response_type: 'code' });
    const urlAt =
      (base: string) =>
      (path: string, more = '') =>
        `${base}${path}?${query}${more}`;
    return { below, ClientId, url: urlAt(below), urlAtOwnHost: urlAt(own) };
  }
  type HostedPool = Awaited<ReturnType<typeof newPool>>;

  /** A page in a window of its own. What it may not do by its own policy is a failure. */
  async function openPage() {
    const context = await browser.newContext();
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
    });
    page.on('pageerror', (error) => refused.push(error.message));
    return { context, page, refused };
  }

  const giveName = async (page: Page) => {
    await page.getByLabel('Username').fill('ada');
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const givePassword = async (page: Page) => {
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  /** The claims of the access token that the app gets once the browser is back there. */
  async function claims(page: Page, { below, ClientId }: HostedPool) {
    await page.waitForURL(`${callback}?code=*`);
    const code = new URL(page.url()).searchParams.get('code') ?? '';
    const response = await fetch(`${below}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: ClientId,
        redirect_uri: callback,
        code,
      }),
    });
    return claimsOf(((await response.json()) as { access_token: string }).access_token);
  }

  it('an authenticator app is set up where MFA is required, and is asked for then', async () => {
    const pool = await newPool({}, { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } });
    const { page, refused } = await openPage();
    await page.goto(pool.url('/oauth2/authorize'));
    await giveName(page);
    await givePassword(page);
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    const drawn = await page.getByRole('img', { name: 'QR code for the authenticator app' }).boundingBox();
    expect(drawn).toMatchObject({ width: 216, height: 216 });
    const secret = (await page.locator('#secret').textContent()) ?? '';
    expect(await page.getByRole('link', { name: 'Open the authenticator app' }).getAttribute('href')).toContain(
      `secret=${secret}`,
    );
    await page.getByLabel('Code that the app shows').fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').getByText('Code mismatch').waitFor();
    await page.getByLabel('Code that the app shows').fill(codeNow(secret));
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await claims(page, pool)).toMatchObject({ acr: 'urn:cognito:loa:4', username: 'ada' });

    await page.goto(pool.url('/oauth2/authorize', '&prompt=login'));
    await giveName(page);
    await givePassword(page);
    await page.getByLabel('Code').fill(nextCode(secret));
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await claims(page, pool)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
    expect(refused).toEqual([]);
  });

  it.each(['url', 'urlAtOwnHost'] as const)('a passkey is added, and signs in, at %s', async (place) => {
    const pool = await newPool(
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } } },
      { WebAuthnConfiguration: { UserVerification: 'required' } },
    );
    const url = pool[place];
    const { context, page, refused } = await openPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(url('/oauth2/authorize'));
    await giveName(page);
    expect(await page.getByRole('button', { name: 'Use a passkey' }).count()).toBe(0);
    await givePassword(page);
    expect(await claims(page, pool)).toMatchObject({ amr: ['pwd'] });

    await page.goto(url('/passkeys/add'));
    await page.getByRole('button', { name: 'Create a passkey' }).click();
    await page.waitForURL(`${callback}?code=*`);

    // The browser takes up the offer at once, because its authenticator simulates that the person picks the passkey.
    await page.goto(url('/oauth2/authorize', '&prompt=login'));
    expect(await claims(page, pool)).toMatchObject({ acr: 'urn:cognito:loa:3', amr: ['swk'] });

    await context.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    await page.goto(url('/oauth2/authorize', '&prompt=login'));
    await giveName(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    expect(await claims(page, pool)).toMatchObject({ acr: 'urn:cognito:loa:3', amr: ['swk'] });
    expect(refused).toEqual([]);
  });
});
