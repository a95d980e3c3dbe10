import type { ResourcesConfig } from 'aws-amplify';
import type * as AmplifyAuth from 'aws-amplify/auth';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium, signInOn } from '#test/chromium.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { type AppServer, startApp } from './app-server.ts';
import { type HostedPool, hostedPool, onServer, PASSWORD } from './hosted-pool.ts';

// What the page has.
declare const auth: typeof AmplifyAuth;
declare const events: readonly string[];

describeInChromium('Amplify with signInWithRedirect', () => {
  let server: RunningServer;
  let browser: Browser;
  let pool: HostedPool;
  let app: AppServer;
  let settings: ResourcesConfig = {};

  beforeAll(async () => {
    // Amplify insists on https for the domain.
    [server, browser, app] = await Promise.all([
      startServerProcess({ https: true }),
      launchChromium(),
      startApp('aws-amplify', () => settings),
    ]);
    pool = await hostedPool(onServer(server));
    await pool.add('ada');
    const [redirectSignIn, redirectSignOut] = [`${app.origin}/`, `${app.origin}/bye`];
    const scopes = ['openid', 'email', 'aws.cognito.signin.user.admin'];
    const { id } = await pool.client({
      AllowedOAuthScopes: scopes,
      CallbackURLs: [redirectSignIn],
      LogoutURLs: [redirectSignOut],
    });
    const domain = `${pool.prefix}.localhost:${server.port}`;
    settings = {
      Auth: {
        Cognito: {
          userPoolId: pool.userPoolId,
          userPoolClientId: id,
          userPoolEndpoint: `https://localhost:${server.port}`,
          loginWith: {
            oauth: {
              domain,
              scopes,
              redirectSignIn: [redirectSignIn],
              redirectSignOut: [redirectSignOut],
              responseType: 'code',
            },
          },
        },
      },
    };
  });
  afterAll(async () => {
    app?.close();
    await browser?.close();
    await server?.dispose();
  });

  it('signs in, reads the user, renews and signs out, in the page of an app', async () => {
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    await page.goto(app.origin);
    await page.evaluate(() => void auth.signInWithRedirect());
    await signInOn(page, 'ada', PASSWORD);
    await page.waitForURL(`${app.origin}/**`);
    await page.waitForFunction(
      () => events.includes('signInWithRedirect') || events.includes('signInWithRedirect_failure'),
    );
    expect(await page.evaluate(() => events)).toContain('signedIn');
    expect(await page.evaluate(() => auth.getCurrentUser())).toMatchObject({ username: 'ada' });
    expect(await page.evaluate(() => auth.fetchUserAttributes())).toMatchObject({ email: 'ada@example.com' });

    const renewed = await page.evaluate(async () => {
      const token = async (forceRefresh: boolean) =>
        String((await auth.fetchAuthSession({ forceRefresh })).tokens?.accessToken);
      return [await token(false), await token(true)];
    });
    expect(new Set(renewed).size).toBe(2);

    await page.evaluate(() => void auth.signOut());
    await page.waitForURL(`${app.origin}/bye`);
    await page.waitForFunction(() =>
      auth.getCurrentUser().then(
        () => false,
        () => true,
      ),
    );
    // The session of the browser has ended, too.
    await page.goto(app.origin);
    await page.evaluate(() => void auth.signInWithRedirect());
    await page.waitForSelector('input[name=password]');
  });
});
