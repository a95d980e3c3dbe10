import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { typistAt } from '#test/keyboard.ts';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';
import { codeNow, nextCode } from './factors-pool.ts';
import { type HostedPool, hostedPool, onServer, PASSWORD } from './hosted-pool.ts';

const OTHER_PASSWORD = 'An0ther-passw0rd';
const PHONE = '+15550100123';
const USER_AUTH: sdk.ExplicitAuthFlowsType[] = ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' };

describeInChromium('somebody with nothing but a keyboard', () => {
  let server: RunningServer;
  let app: Server;
  let callback: string;
  let browser: Browser;

  beforeAll(async () => {
    server = await startServerProcess({ from: 'source' });
    app = createServer((_request, response) => void response.end('The app.'));
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    app?.close();
    await server?.dispose();
  });

  const newPool = (settings: Partial<sdk.CreateUserPoolCommandInput> = {}) => hostedPool(onServer(server), settings);

  /** A page in a window of its own, at the sign-in of a new client of the pool, and the person there. */
  async function begin(pool: HostedPool, ExplicitAuthFlows?: sdk.ExplicitAuthFlowsType[]) {
    const client = await pool.client({ CallbackURLs: [callback], ExplicitAuthFlows });
    const query = new URLSearchParams({ client_id: client.id, redirect_uri: callback, response_type: 'code' });
    const url = (path: string, more = '') => `${pool.domain}${path}?${query}${more}`;
    const page = await (await browser.newContext()).newPage();
    await page.goto(url('/oauth2/authorize'));
    return { page, url, ...typistAt(page) };
  }
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const inApp = (page: Page) => page.waitForURL(`${callback}?code=*`);
  const codeTo = async (to: string) => (await newestMessage(server.endpoint, to)).code;

  it('signs in with a password', async () => {
    const pool = await newPool();
    await pool.add('ada');
    const { page, type, send, press } = await begin(pool);
    await type('User name', 'ada');
    await type('Password', 'wrong');
    await send();
    await page.getByRole('alert').getByText('Incorrect username or password.').waitFor();
    expect(await page.getByLabel('User name').inputValue()).toBe('ada');
    await type('Password', PASSWORD);
    await press('button', 'Sign in');
    await inApp(page);
  });

  it('sets up an authenticator app, and chooses between it and SMS afterwards', async () => {
    const pool = await newPool();
    const { userPoolId: UserPoolId } = pool;
    await pool.sdk.send(
      new sdk.SetUserPoolMfaConfigCommand({
        UserPoolId,
        MfaConfiguration: 'ON',
        SmsMfaConfiguration: { SmsConfiguration },
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    );
    await pool.add('ada');
    const { page, url, type, send, press } = await begin(pool);
    const signIn = async () => {
      await type('User name', 'ada');
      await type('Password', PASSWORD);
      await send();
    };
    await signIn();
    await heading(page, 'Set up a second factor');
    const secret = (await page.locator('#secret').textContent()) ?? '';
    await type('Code that the app shows', codeNow(secret));
    await type('Name of the app or device (optional)', 'phone');
    await press('button', 'Continue');
    await inApp(page);

    const ada = { UserPoolId, Username: 'ada' };
    const UserAttributes = [
      { Name: 'phone_number', Value: PHONE },
      { Name: 'phone_number_verified', Value: 'true' },
    ];
    await pool.sdk.send(new sdk.AdminUpdateUserAttributesCommand({ ...ada, UserAttributes }));
    const on = { Enabled: true };
    await pool.sdk.send(
      new sdk.AdminSetUserMFAPreferenceCommand({ ...ada, SMSMfaSettings: on, SoftwareTokenMfaSettings: on }),
    );

    await page.goto(url('/oauth2/authorize', '&prompt=login'));
    await signIn();
    await heading(page, 'How do you want to prove who you are?');
    await press('button', 'Use an authenticator app');
    await heading(page, 'Enter the code of your authenticator app');
    await type('Code', nextCode(secret));
    await send();
    await inApp(page);

    await page.goto(url('/oauth2/authorize', '&prompt=login'));
    await signIn();
    await press('button', 'Get a code by SMS');
    await heading(page, 'Enter the code that we have sent');
    await type('Code', await codeTo(PHONE));
    await press('button', 'Continue');
    await inApp(page);
  });

  it('signs in by a code in an e-mail', async () => {
    const pool = await newPool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    });
    await pool.add('ada');
    const { page, type, send, press } = await begin(pool, USER_AUTH);
    await type('User name', 'ada');
    await send();
    await heading(page, 'How do you want to sign in?');
    await press('button', 'Get a code by e-mail');
    await heading(page, 'Enter the code that we have sent');
    await type('Code', await codeTo('ada@example.com'));
    await send();
    await inApp(page);
  });

  it('adds a passkey and signs in with it', async () => {
    const pool = await newPool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
    });
    await pool.add('ada');
    const { page, url, type, send, press } = await begin(pool, USER_AUTH);
    // The authenticator would take the passkey that the page for signing in offers, without a key being pressed.
    await page.addInitScript(() => {
      const none = { value: async () => false };
      Object.defineProperty(Reflect.get(globalThis, 'PublicKeyCredential'), 'isConditionalMediationAvailable', none);
    });
    const devTools = await page.context().newCDPSession(page);
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
    await type('User name', 'ada');
    await send();
    await type('Password', PASSWORD);
    await send();
    await inApp(page);

    await page.goto(url('/passkeys/add'));
    await press('button', 'Create a passkey');
    await inApp(page);

    await page.goto(url('/oauth2/authorize', '&prompt=login'));
    await type('User name', 'ada');
    await send();
    await press('button', 'Use a passkey');
    await inApp(page);
  });

  it('signs up, confirms the address, forgets the password and sets another one', async () => {
    const pool = await newPool({ UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] });
    const email = 'ada.keys@example.com';
    const { page, url, type, send, press } = await begin(pool);
    await press('link', 'Create an account');
    await heading(page, 'Sign up with a new account');
    await type('Email', email);
    await type('Password', PASSWORD);
    await press('button', 'Sign up');
    await heading(page, 'Confirm your account');
    await type('Code', await codeTo(email));
    await send();
    await inApp(page);

    await page.goto(url('/oauth2/authorize', '&prompt=login'));
    const before = await codeTo(email);
    await press('link', 'Forgot your password?');
    await type('Email', email);
    await send();
    await heading(page, 'Change your password');
    await expect.poll(() => codeTo(email)).not.toBe(before);
    await type('Code', await codeTo(email));
    await type('New password', OTHER_PASSWORD);
    await send();
    await page.getByRole('status').getByText('Your password has been changed').waitFor();
    await type('Password', OTHER_PASSWORD);
    await send();
    await inApp(page);
  });
});
