import { CreateResourceServerCommand } from '@aws-sdk/client-cognito-identity-provider';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as oauth from 'oauth4webapi';
import type { UserManagerSettings, UserManager as UserManagerType } from 'oidc-client-ts';
import * as oidc from 'openid-client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium, signInOn } from '#test/chromium.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { claimsOf } from '#test/world.ts';
import { type AppServer, startApp } from './app-server.ts';
import { type HostedPool, hostedPool, onServer, PASSWORD } from './hosted-pool.ts';
import { memoryProvider, startMcpServer } from './mcp.ts';

const API = 'https://api.example.com';

describeInChromium('an unmodified client', () => {
  let server: RunningServer;
  let browser: Browser;
  let pool: HostedPool;
  let app: AppServer;

  beforeAll(async () => {
    [server, browser, app] = await Promise.all([startServerProcess(), launchChromium(), startApp('oidc-client-ts')]);
    pool = await hostedPool(onServer(server));
    await pool.add('ada');
  });
  afterAll(async () => {
    app?.close();
    await browser?.close();
    await server?.dispose();
  });

  /** A pool in which apps register themselves. */
  const openPool = async (): Promise<HostedPool> => {
    const open = await hostedPool(onServer(server), { DcrConfiguration: { OpenDcrEnabled: true } });
    await open.add('ada');
    return open;
  };

  /** A page of a browser in which nobody has signed in. */
  const newPage = async (): Promise<Page> => (await browser.newContext()).newPage();

  /** Signs ada in at the page of an authorization request, and answers the URL that this leads back to. */
  async function comeBack(page: Page, request: URL, callback: string): Promise<URL> {
    await page.goto(request.href);
    await signInOn(page, 'ada', PASSWORD);
    await page.waitForURL(`${callback}?**`);
    return new URL(page.url());
  }

  it('openid-client signs in with a code and PKCE, reads the user, renews and revokes', async () => {
    const callback = `${app.origin}/callback`;
    const { id, secret } = await pool.client({ GenerateSecret: true, CallbackURLs: [callback] });
    const insecure = { execute: [oidc.allowInsecureRequests] };
    const basic = oidc.ClientSecretBasic(secret);
    const config = await oidc.discovery(new URL(pool.issuer), id, secret, basic, insecure);
    expect(config.serverMetadata().supportsPKCE()).toBe(true);

    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
    const request = oidc.buildAuthorizationUrl(config, {
      redirect_uri: callback,
      scope: 'openid email',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      max_age: '600',
    });
    const back = await comeBack(await newPage(), request, callback);
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 600, idTokenExpected: true };
    const tokens = await oidc.authorizationCodeGrant(config, back, checks);
    const { sub } = tokens.claims()!;
    expect(tokens.claims()).toMatchObject({ email: 'ada@example.com', email_verified: true });

    const info = await oidc.fetchUserInfo(config, tokens.access_token, sub);
    expect(info).toMatchObject({ sub, email: 'ada@example.com', username: 'ada' });

    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token!);
    expect(renewed.claims()).toMatchObject({ sub, auth_time: tokens.claims()!.auth_time });
    expect(await oidc.fetchUserInfo(config, renewed.access_token, sub)).toMatchObject({ sub });

    await oidc.tokenRevocation(config, tokens.refresh_token!);
    const refused = oidc.refreshTokenGrant(config, tokens.refresh_token!);
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant' });
    const status = await oidc.fetchUserInfo(config, renewed.access_token, sub).catch(({ cause }) => cause.status);
    expect(status).toBe(401);
  });

  it('oidc-client-ts signs in, renews and signs out in the page of an app', async () => {
    const [callback, bye] = [`${app.origin}/callback`, `${app.origin}/bye`];
    const { id } = await pool.client({ CallbackURLs: [callback], LogoutURLs: [bye] });
    const settings = {
      authority: pool.issuer,
      client_id: id,
      redirect_uri: callback,
      scope: 'openid email',
      automaticSilentRenew: false,
      loadUserInfo: true,
    };
    const page = await newPage();
    await page.goto(app.origin);
    await page.evaluate(begin, settings);
    await signInOn(page, 'ada', PASSWORD);
    await page.waitForURL(`${callback}?**`);
    const { profile, refreshToken, ...user } = await page.evaluate(finish, settings);
    // What the endpoint for users says has no nonce and no auth_time, and adds the name.
    expect(profile).toMatchObject({ email: 'ada@example.com', username: 'ada' });
    expect(refreshToken).toBeTruthy();

    const renewed = await page.evaluate(renew, settings);
    expect(renewed.accessToken).not.toBe(user.accessToken);
    expect(claimsOf(renewed.accessToken)).toMatchObject({ sub: profile.sub, client_id: id });

    // Cognito has no end_session_endpoint as OpenID Connect knows it: it wants to know the client and where to go.
    await page.evaluate(leave, { ...settings, metadataSeed: { end_session_endpoint: `${pool.domain}/logout` }, bye });
    await page.waitForURL(bye);
    await page.evaluate(begin, settings);
    await page.waitForSelector('input[name=password]');
  });

  it('oauth4webapi gets a token for a machine', async () => {
    const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Reads' }];
    const identified = { UserPoolId: pool.userPoolId, Identifier: API, Name: 'API' };
    await pool.sdk.send(new CreateResourceServerCommand({ ...identified, Scopes }));
    const { id, secret } = await pool.client({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [`${API}/read`],
      SupportedIdentityProviders: [],
    });
    const as = await metadataOf(pool);
    const client = { client_id: id };
    const asked = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      oauth.ClientSecretBasic(secret!),
      { scope: `${API}/read` },
      { [oauth.allowInsecureRequests]: true },
    );
    const { access_token } = await oauth.processClientCredentialsResponse(as, client, asked);
    expect(claimsOf(access_token)).toMatchObject({ client_id: id, scope: `${API}/read`, token_use: 'access' });
  });

  it('oauth4webapi registers a client, which then signs in', async () => {
    const pool = await openPool();
    const callback = `${app.origin}/registered`;
    const as = await metadataOf(pool);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const asked = await oauth.dynamicClientRegistrationRequest(
      as,
      { client_name: 'Registered', redirect_uris: [callback], token_endpoint_auth_method: 'client_secret_post' },
      insecure,
    );
    const client = await oauth.processDynamicClientRegistrationResponse(asked);
    const verifier = oauth.generateRandomCodeVerifier();
    const request = new URL(as.authorization_endpoint!);
    request.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const back = await comeBack(await newPage(), request, callback);
    const parameters = oauth.validateAuthResponse(as, client, back, oauth.expectNoState);
    const authentication = oauth.ClientSecretPost(String(client.client_secret));
    const grant = [as, client, authentication, parameters, callback, verifier, insecure] as const;
    const redeemed = await oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(...grant),
      { requireIdToken: true },
    );
    expect(oauth.getValidatedIdTokenClaims(redeemed)).toMatchObject({ aud: client.client_id });
  });

  it('of the Model Context Protocol registers itself and calls a tool for the user who signs in', async () => {
    const pool = await openPool();
    const mcp = await startMcpServer(pool);
    try {
      const callback = `${app.origin}/mcp`;
      const provider = memoryProvider(callback);
      const transport = () => new StreamableHTTPClientTransport(new URL(mcp.url), { authProvider: provider });
      const client = new Client({ name: 'test', version: '1.0.0' });
      const first = transport();
      await expect(client.connect(first)).rejects.toThrow(UnauthorizedError);
      const back = await comeBack(await newPage(), provider.request(), callback);
      expect(back.searchParams.get('state')).toBe(provider.state());
      await first.finishAuth(back.searchParams.get('code')!);

      await client.connect(transport());
      const { content } = await client.callTool({ name: 'whoami', arguments: {} });
      expect(content).toEqual([{ type: 'text', text: 'ada' }]);
      await client.close();
      // The token is for this server alone (RFC 8707).
      expect(claimsOf(provider.tokens()!.access_token)).toMatchObject({ aud: mcp.url, iss: pool.issuer });
    } finally {
      await mcp.close();
    }
  });
});

async function metadataOf({ issuer }: HostedPool): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  const options = { algorithm: 'oauth2', [oauth.allowInsecureRequests]: true } as const;
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
}

// What the app does in its page. What leads away from it is not waited for.
declare const UserManager: typeof UserManagerType;
const begin = (settings: UserManagerSettings) => void new UserManager(settings).signinRedirect();
const finish = async (settings: UserManagerSettings) => {
  const user = await new UserManager(settings).signinRedirectCallback();
  return { profile: user.profile, accessToken: user.access_token, refreshToken: user.refresh_token };
};
const renew = async (settings: UserManagerSettings) => {
  const user = await new UserManager(settings).signinSilent();
  return { accessToken: user!.access_token };
};
const leave = ({ bye, ...settings }: UserManagerSettings & { readonly bye: string }) =>
  void new UserManager(settings).signoutRedirect({
    extraQueryParams: { client_id: settings.client_id, logout_uri: bye },
  });
