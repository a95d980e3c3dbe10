import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import { describeInChromium, launchChromium } from '#test/chromium.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { claimsOf } from '#test/world.ts';

const PASSWORD = 'Passw0rd!example';

/** What the page of an app does, in the browser. */
declare const app: {
  /** An operation of the service. */
  readonly call: (operation: string, input: object) => Promise<Answer>;
  /** Makes a passkey and registers it. */
  readonly register: (AccessToken: string) => Promise<Answer>;
  /** Signs with a passkey. */
  readonly assert: (options: object) => Promise<string>;
};
const pageOf = (endpoint: string) => `<!doctype html><script>
  const app = {
    async call(operation, input) {
      const headers = {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'AWSCognitoIdentityProviderService.' + operation,
      };
      const response = await fetch('${endpoint}', { method: 'POST', headers, body: JSON.stringify(input) });
      return response.json();
    },
    async register(AccessToken) {
      const { CredentialCreationOptions: options } = await app.call('StartWebAuthnRegistration', { AccessToken });
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      const credential = await navigator.credentials.create({ publicKey });
      return app.call('CompleteWebAuthnRegistration', { AccessToken, Credential: credential.toJSON() });
    },
    async assert(options) {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      return JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());
    },
  };
</script>`;

describeInChromium('a passkey in a browser', () => {
  let server: RunningServer;
  let pages: Server;
  let browser: Browser;
  let ClientId: string;

  beforeAll(async () => {
    server = await startServerProcess();
    pages = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end(pageOf(server.endpoint));
    });
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
    const { endpoint, credentials } = server;
    const sdk = new CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1' });
    const { UserPool: pool } = await sdk.send(
      new CreateUserPoolCommand({
        PoolName: 'passkeys',
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      }),
    );
    const UserPoolId = pool?.Id;
    const WebAuthnConfiguration = { UserVerification: 'required' } as const;
    await sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId, MfaConfiguration: 'OFF', WebAuthnConfiguration }));
    const ExplicitAuthFlows = ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] as const;
    const { UserPoolClient: client } = await sdk.send(
      new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'page', ExplicitAuthFlows: [...ExplicitAuthFlows] }),
    );
    ClientId = client!.ClientId!;
    const ada = { UserPoolId, Username: 'ada' };
    await sdk.send(new AdminCreateUserCommand({ ...ada, MessageAction: 'SUPPRESS' }));
    await sdk.send(new AdminSetUserPasswordCommand({ ...ada, Password: PASSWORD, Permanent: true }));
  });
  afterAll(async () => {
    await browser?.close();
    pages?.close();
    await server?.dispose();
  });

  /** A page on this host in a browser window of its own, which has a new authenticator. */
  async function openPage(host: string) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    });
    await page.goto(`http://${host}:${(pages.address() as AddressInfo).port}/`);
    return { page, devTools, authenticatorId };
  }

  const call = (page: Page, operation: string, input: object): Promise<Answer> =>
    page.evaluate(([operation, input]) => app.call(operation, input), [operation, input] as const);
  const initiate = (page: Page, AuthFlow: string, more: object) =>
    call(page, 'InitiateAuth', { ClientId, AuthFlow, AuthParameters: { USERNAME: 'ada', ...more } });
  const askForPasskey = async (page: Page) => {
    const asked = await initiate(page, 'USER_AUTH', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    return { ...asked, options: JSON.parse(asked.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS) };
  };
  const answer = (page: Page, Session: string, CREDENTIAL: string) => {
    const ChallengeResponses = { USERNAME: 'ada', CREDENTIAL };
    return call(page, 'RespondToAuthChallenge', { ClientId, ChallengeName: 'WEB_AUTHN', ChallengeResponses, Session });
  };
  const assert = (page: Page, options: object) => page.evaluate((options) => app.assert(options), options);

  it('is registered and signs in on a page of the relying party, and on no other', async () => {
    const { page, devTools, authenticatorId } = await openPage('localhost');
    const { AccessToken } = (await initiate(page, 'USER_PASSWORD_AUTH', { PASSWORD })).AuthenticationResult;
    expect(await page.evaluate((token) => app.register(token), AccessToken as string)).toEqual({});
    const { Credentials } = await call(page, 'ListWebAuthnCredentials', { AccessToken });
    expect(Credentials).toMatchObject([{ RelyingPartyId: 'localhost', AuthenticatorAttachment: 'platform' }]);

    // Twice, because the authenticator counts its signatures.
    for (let n = 0; n < 2; n++) {
      const { Session, options } = await askForPasskey(page);
      const { AuthenticationResult } = await answer(page, Session, await assert(page, options));
      const claims = claimsOf(AuthenticationResult.AccessToken);
      expect(claims).toMatchObject({ username: 'ada', acr: 'urn:cognito:loa:3', amr: ['swk'] });
    }

    // The browser lets a page of another host ask for its own passkeys only. This one even has the same key.
    const other = await openPage('evil.localhost');
    const { Session, options } = await askForPasskey(other.page);
    await expect(assert(other.page, options)).rejects.toThrow('SecurityError');
    const { credentials } = await devTools.send('WebAuthn.getCredentials', { authenticatorId });
    const credential = { ...credentials[0]!, rpId: 'evil.localhost' };
    await other.devTools.send('WebAuthn.addCredential', { authenticatorId: other.authenticatorId, credential });
    const stolen = await assert(other.page, { ...options, rpId: 'evil.localhost' });
    expect(await answer(other.page, Session, stolen)).toMatchObject({
      __type: 'NotAuthorizedException',
      message: 'The passkey is not valid for this sign-in.',
    });
    // The same challenge is answered rightly where the passkey belongs.
    const { AuthenticationResult } = await answer(page, Session, await assert(page, options));
    expect(AuthenticationResult.AccessToken).toBeTruthy();
  });
});
