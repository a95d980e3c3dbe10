import type { Answer, TestApp } from '#test/app.ts';
import { codeOf } from '#test/authenticator-app.ts';
import { addUser, createPool, PASSWORD } from '#test/fixtures.ts';
import { deviceSecret } from '#test/srp-client.ts';
import { poolOn } from '#test/world.ts';
import { device, owner, WITH_PASSKEYS } from '../passkeys/setup.ts';

export const NEXT_PASSWORD = 'An0ther!password';
export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
export const LINKS = { 'cognito:default': 'https://example.com/terms' };

/** A pool with one of everything, and what names the parts of it. No name is that of anything in another pool. */
export type Side = Awaited<ReturnType<typeof createSide>>;

/** A pool with one of everything, made by the operations themselves. `name` is a lower-case word of its own. */
export async function createSide(app: TestApp, name: string) {
  const { UserPool } = await app.call('CreateUserPool', {
    PoolName: name,
    AutoVerifiedAttributes: ['email'],
    Schema: [{ Name: 'team', AttributeDataType: 'String', Mutable: true }],
    UserPoolTags: { side: name },
    DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true },
  });
  const UserPoolId: string = UserPool.Id;
  const call: TestApp['call'] = (operation, input) => app.call(operation, { UserPoolId, ...(input as object) });

  await call('SetUserPoolMfaConfig', {
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });

  await call('SetUserPoolSessionConfiguration', { UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 20 } });

  const newClient = async (more: object = {}): Promise<string> => {
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      ClientName: name,
      ExplicitAuthFlows: [
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
      ...more,
    });
    return UserPoolClient.ClientId;
  };
  const client = await newClient();
  const bareClient = await newClient();
  const oneSecretClient = await newClient({ GenerateSecret: true });
  const twoSecretsClient = await newClient({ GenerateSecret: true });
  const { ClientSecretDescriptor } = await call('AddUserPoolClientSecret', { ClientId: twoSecretsClient });

  const [group, otherGroup] = [`${name}-editors`, `${name}-readers`];
  await call('CreateGroup', { GroupName: group });
  await call('CreateGroup', { GroupName: otherGroup });
  const resourceServer = `https://${name}.example.com`;
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Reads.' }];
  await call('CreateResourceServer', { Identifier: resourceServer, Name: name, Scopes });
  await call('CreateResourceServer', { Identifier: `${resourceServer}/more`, Name: name });
  const { UserPoolClient: machine } = await call('CreateUserPoolClient', {
    ClientName: name,
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
    AllowedOAuthScopes: [`${resourceServer}/read`],
  });
  const domain = `${name}-people`;
  await call('CreateUserPoolDomain', { Domain: domain });
  await call('SetUICustomization', { ClientId: client, CSS: '.label-customizable {}' });
  const { ManagedLoginBranding } = await call('CreateManagedLoginBranding', {
    ClientId: client,
    UseCognitoProvidedValues: true,
  });
  const terms = { TermsSource: 'LINK', Enforcement: 'NONE', Links: LINKS };
  const { Terms } = await call('CreateTerms', { ClientId: client, TermsName: 'terms-of-use', ...terms });
  await call('CreateTerms', { ClientId: client, TermsName: 'privacy-policy', ...terms });
  await call('SetRiskConfiguration', { RiskExceptionConfiguration: { SkippedIPRangeList: ['203.0.113.1/32'] } });

  const pool = { id: UserPoolId, arn: UserPool.Arn as string };
  const email = (username: string) => `${username}@example.com`;
  const verified = (username: string) => ({ email: email(username), email_verified: 'true' });
  const stored = (await app.deps.configuration.pool(UserPoolId))!;
  const [user, newcomer, invited, forgetful] = ['ada', 'new', 'invited', 'forgetful'].map(
    (one) => `${name}-${one}`,
  ) as [string, string, string, string];
  await addUser(app, stored, { username: user, attributes: verified(user) });
  await addUser(app, stored, { username: forgetful, attributes: verified(forgetful) });
  await addUser(app, stored, {
    username: invited,
    attributes: verified(invited),
    status: 'FORCE_CHANGE_PASSWORD',
  });
  await call('AdminAddUserToGroup', { Username: user, GroupName: group });
  await call('AdminAddUserToGroup', { Username: user, GroupName: otherGroup });
  await call('AdminAddUserToGroup', { Username: forgetful, GroupName: group });

  const codeTo = (username: string) => String(app.outbox.messages(email(username))[0]?.code);
  await app.call('SignUp', {
    ClientId: client,
    Username: newcomer,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: email(newcomer) }],
  });
  const signUpCode = codeTo(newcomer);
  await app.call('ForgotPassword', { ClientId: client, Username: forgetful });
  const recoveryCode = codeTo(forgetful);
  const signIn = (USERNAME: string) =>
    app.call('InitiateAuth', {
      ClientId: client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    });
  const tokens = (await signIn(user)).AuthenticationResult;
  const { AccessToken: accessToken, RefreshToken: refreshToken } = tokens as Record<string, string>;
  const deviceKey = await confirmDevice(app, tokens);
  const { AuthenticationResult: next } = await signIn(user);
  const { AuthenticationResult: third } = await signIn(user);
  await confirmDevice(app, third);
  await app.call('GetUserAttributeVerificationCode', { AccessToken: accessToken, AttributeName: 'email' });
  const attributeCode = codeTo(user);
  const { Session } = await signIn(invited);
  const { Sessions } = await app.call('ListUserSessions', { AccessToken: accessToken });
  const { SessionId } = Sessions.find(({ IsCurrentSession }: Answer) => !IsCurrentSession);
  const protectedUser = `${name}-protected`;
  await addUser(app, stored, { username: protectedUser, attributes: verified(protectedUser) });
  const associate = async (AccessToken: string) =>
    codeOf(app, (await app.call('AssociateSoftwareToken', { AccessToken })).SecretCode);
  const { AccessToken } = (await signIn(protectedUser)).AuthenticationResult;
  await app.call('VerifySoftwareToken', { AccessToken, UserCode: await associate(AccessToken) });
  const userCode = await associate(accessToken!);

  return {
    name,
    pool,
    poolWithoutDomain: (await createPool(app)).id,
    client,
    bareClient,
    oneSecretClient,
    twoSecretsClient,
    secretId: ClientSecretDescriptor.ClientSecretId as string,
    group,
    otherGroup,
    resourceServer,
    domain,
    brandingId: ManagedLoginBranding.ManagedLoginBrandingId as string,
    termsId: Terms.TermsId as string,
    user,
    newcomer,
    invited,
    forgetful,
    signUpCode,
    recoveryCode,
    attributeCode,
    protected: protectedUser,
    userCode,
    accessToken: accessToken!,
    deviceKey,
    /** A token of the same user from a device that is not confirmed yet, and what confirms it. */
    newDevice: { accessToken: next.AccessToken as string, ...newDeviceOf(next) },
    refreshToken: refreshToken!,
    session: Session as string,
    sessionId: SessionId as string,
    machine: { client: machine.ClientId as string, secret: machine.ClientSecret as string },
    ...(await passkeysOf(app)),
  };
}

/** Somebody with two passkeys and one that is about to be registered. */
async function passkeysOf(app: TestApp) {
  const person = await owner(await poolOn(app, WITH_PASSKEYS));
  const { id: credentialId } = await person.add();
  await person.add();
  const newCredential = device().register(await person.start());
  return { ownerToken: person.token, credentialId, newCredential };
}

function newDeviceOf({ NewDeviceMetadata: { DeviceKey, DeviceGroupKey } }: Answer) {
  return { key: String(DeviceKey), secret: deviceSecret(DeviceGroupKey, DeviceKey, 'device password') };
}

/** Confirms the device of a sign-in. */
async function confirmDevice(app: TestApp, tokens: Answer): Promise<string> {
  const { key: DeviceKey, secret: DeviceSecretVerifierConfig } = newDeviceOf(tokens);
  await app.call('ConfirmDevice', { AccessToken: tokens.AccessToken, DeviceKey, DeviceSecretVerifierConfig });
  return DeviceKey;
}
