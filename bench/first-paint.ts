import { type Browser, chromium, type Page } from 'playwright-core';
import { median, prepare, send } from './load.ts';
import { startService, type Target } from './process.ts';

const PASSWORD = 'Passw0rd!example';
const CALLBACK = 'https://app.example.com/callback';

/**
 * A phone of the middle class on a slow network: what DevTools call "4x slowdown" and "Fast 3G".
 * https://github.com/ChromeDevTools/devtools-frontend/blob/main/front_end/core/sdk/NetworkManager.ts
 */
const CPU_SLOWDOWN = 4;
const FAST_3G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

/** What one page has cost: milliseconds to the first text, bytes over the network with their headers, and requests. */
type Cost = { readonly paintMs: number; readonly bytes: number; readonly requests: number };

/** Opens the pages of a pool in a throttled Chromium, each for the first time, and prints the medians. */
export async function firstPaint(rounds: number): Promise<void> {
  const target = await startService();
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const url = await prepareDomain(target);
    console.log('\npage                first contentful paint ms    bytes  requests');
    const pages = {
      '/login': (page: Page) => page.goto(url('/login')),
      '/signup': (page: Page) => page.goto(url('/signup')),
      'MFA set-up': (page: Page) => page.click('button[name=signInSubmitButton]'),
    };
    for (const [name, open] of Object.entries(pages)) {
      const costs: Cost[] = [];
      for (let round = 0; round < rounds; round++) {
        const before = name === 'MFA set-up' ? (page: Page) => fillIn(page, url('/login')) : undefined;
        costs.push(await costOf(browser, open, before));
      }
      const of = (member: keyof Cost) => median(costs.map((cost) => cost[member]));
      console.log(
        `${name.padEnd(18)} ${of('paintMs').toFixed(0).padStart(26)} ${of('bytes').toFixed(0).padStart(8)} ${of('requests').toFixed(0).padStart(9)}`,
      );
    }
  } finally {
    await browser.close();
    await target.stop();
  }
}

/** Fills in the page on which users sign in. Whoever sends it comes to the set-up of a second factor. */
async function fillIn(page: Page, login: string): Promise<void> {
  await page.goto(login);
  await page.fill('input[name=username]', 'ada');
  await page.fill('input[name=password]', PASSWORD);
}

/** Measures what it costs to open a page in a new browser, once the network has become slow. */
async function costOf(
  browser: Browser,
  open: (page: Page) => Promise<unknown>,
  before?: (page: Page) => Promise<void>,
): Promise<Cost> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await before?.(page);
  const devTools = await context.newCDPSession(page);
  let bytes = 0;
  let requests = 0;
  devTools.on('Network.requestWillBeSent', () => {
    requests++;
  });
  devTools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', FAST_3G);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await Promise.all([page.waitForNavigation({ waitUntil: 'networkidle' }), open(page)]);
  const paintMs = (await page.evaluate(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN",
  )) as number;
  await context.close();
  return { paintMs, bytes, requests };
}

/** Makes a pool whose users need a second factor, and returns the addresses of its pages. */
async function prepareDomain(target: Target): Promise<(page: string) => string> {
  const admin = (operation: string, input: object) => send(target, prepare(target, operation, input, true));
  const { UserPool } = await admin('CreateUserPool', { PoolName: 'pages', AutoVerifiedAttributes: ['email'] });
  const UserPoolId: string = UserPool.Id;
  await admin('SetUserPoolMfaConfig', {
    UserPoolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
  await admin('CreateUserPoolDomain', { UserPoolId, Domain: 'paint', ManagedLoginVersion: 2 });
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    UserPoolId,
    ClientName: 'pages',
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid'],
    SupportedIdentityProviders: ['COGNITO'],
    CallbackURLs: [CALLBACK],
  });
  const ada = { UserPoolId, Username: 'ada' };
  await admin('AdminCreateUser', { ...ada, MessageAction: 'SUPPRESS' });
  await admin('AdminSetUserPassword', { ...ada, Password: PASSWORD, Permanent: true });
  const request = { client_id: UserPoolClient.ClientId, redirect_uri: CALLBACK, response_type: 'code' };
  return (page) => `http://localhost:${target.port}/d/paint${page}?${new URLSearchParams(request)}`;
}
