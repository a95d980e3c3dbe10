import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { JwtRsaVerifier } from 'aws-jwt-verify';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_REVOKED, INCORRECT } from '#test/errors.ts';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';

const PASSWORD = 'Passw0rd!example';

describe('the story of a user, with the standard SDKs', () => {
  let server: RunningServer;
  let sdk: CognitoIdentityProviderClient;
  let userPoolId: string;
  let clientId: string;

  beforeAll(async () => {
    server = await startServerProcess();
    const { endpoint, credentials } = server;
    sdk = new CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1' });
    const created = await sdk.send(new CreateUserPoolCommand({ PoolName: 'story', AutoVerifiedAttributes: ['email'] }));
    userPoolId = created.UserPool!.Id!;
    const client = await sdk.send(
      new CreateUserPoolClientCommand({
        UserPoolId: userPoolId,
        ClientName: 'app',
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    );
    clientId = client.UserPoolClient!.ClientId!;
  });
  afterAll(() => server?.dispose());

  it('with the AWS SDK for JavaScript v3', async () => {
    const anonymous = new CognitoIdentityProviderClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    });
    const email = 'ada@example.com';
    const signUp = await anonymous.send(
      new SignUpCommand({
        ClientId: clientId,
        Username: 'ada',
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: email }],
      }),
    );
    expect(signUp).toMatchObject({
      UserConfirmed: false,
      CodeDeliveryDetails: { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    const { code } = await newestMessage(server.endpoint, email);
    await anonymous.send(new ConfirmSignUpCommand({ ClientId: clientId, Username: 'ada', ConfirmationCode: code }));

    const { AuthenticationResult: tokens } = await anonymous.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD },
      }),
    );
    const profile = await anonymous.send(new GetUserCommand({ AccessToken: tokens!.AccessToken }));
    expect(profile.Username).toBe('ada');
    expect(profile.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });

    const { AuthenticationResult: fresh } = await anonymous.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: tokens!.RefreshToken! },
      }),
    );
    const user = await sdk.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: 'ada' }));
    expect(user).toMatchObject({ Username: 'ada', UserStatus: 'CONFIRMED', Enabled: true });
    expect(user.UserCreateDate).toBeInstanceOf(Date);
    expect(Math.abs(user.UserCreateDate!.getTime() - Date.now())).toBeLessThan(60_000);

    await anonymous.send(new RevokeTokenCommand({ ClientId: clientId, Token: tokens!.RefreshToken }));
    await expect(anonymous.send(new GetUserCommand({ AccessToken: fresh!.AccessToken }))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: ACCESS_TOKEN_REVOKED.message,
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('with amazon-cognito-identity-js: SRP, refresh, profile, global sign-out', async () => {
    const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: server.endpoint });
    const email = 'grace@example.com';
    const promise = <T>(run: (callback: (error?: Error | null, value?: T) => void) => void) =>
      new Promise<T>((resolve, reject) => run((error, value) => (error ? reject(error) : resolve(value as T))));
    await promise((done) =>
      pool.signUp('grace', PASSWORD, [new CognitoUserAttribute({ Name: 'email', Value: email })], [], done),
    );
    const user = new CognitoUser({ Username: 'grace', Pool: pool });
    await promise(
      (done) =>
        void newestMessage(server.endpoint, email).then(({ code }) => user.confirmRegistration(code, false, done)),
    );

    const authenticate = (Password: string) =>
      new Promise<CognitoUserSession>((onSuccess, onFailure) =>
        user.authenticateUser(new AuthenticationDetails({ Username: 'grace', Password }), { onSuccess, onFailure }),
      );
    await expect(authenticate('Wrong1!password')).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      message: INCORRECT.message,
    });
    const session = await authenticate(PASSWORD);
    expect(session.isValid()).toBe(true);
    expect(session.getIdToken().payload.email).toBe(email);
    const refreshed = await promise<CognitoUserSession>((done) => user.refreshSession(session.getRefreshToken(), done));
    expect(refreshed.getAccessToken().payload.event_id).toBe(session.getAccessToken().payload.event_id);
    const attributes = await promise<CognitoUserAttribute[]>((done) => user.getUserAttributes(done));
    expect(attributes.map((one) => one.getName())).toContain('email');
    await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
    await expect(
      sdk.send(new GlobalSignOutCommand({ AccessToken: refreshed.getAccessToken().getJwtToken() })),
    ).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  it('gives tokens that standard libraries verify', async () => {
    await expect(
      sdk.send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'ada', PASSWORD: 'wrong' },
        }),
      ),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const { AuthenticationResult: tokens } = await sdk.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD },
      }),
    );
    const base = `${server.endpoint}/${userPoolId}/.well-known`;
    const discovery = (await (await fetch(`${base}/openid-configuration`)).json()) as Record<string, string>;
    const issuer = `http://localhost:${server.port}/${userPoolId}`;
    expect(discovery).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` });
    // No endpoint, because the pool has no domain that they could be at.
    expect(Object.keys(discovery).filter((name) => name.endsWith('_endpoint'))).toEqual([]);

    const keySet = createRemoteJWKSet(new URL(`${base}/jwks.json`));
    const id = await jwtVerify(tokens!.IdToken!, keySet, { issuer, audience: clientId });
    expect(id.payload).toMatchObject({ token_use: 'id', 'cognito:username': 'ada', email_verified: true });
    const access = await jwtVerify(tokens!.AccessToken!, keySet, { issuer });
    expect(access.payload).toMatchObject({ token_use: 'access', client_id: clientId });

    const jwks = (await (await fetch(`${base}/jwks.json`)).json()) as { keys: never[] };
    expect(jwks.keys).toHaveLength(2);
    const verifier = JwtRsaVerifier.create([{ issuer, audience: clientId }]);
    verifier.cacheJwks(jwks as never, issuer);
    expect(await verifier.verify(tokens!.IdToken!)).toMatchObject({ sub: id.payload.sub });
    await expect(verifier.verify(`${tokens!.IdToken!.slice(0, -8)}AAAAAAAA`)).rejects.toThrow();
  });
});
