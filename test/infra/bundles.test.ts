import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import { bundleFunction } from '#infra/bundle.ts';
import { FUNCTIONS, type FunctionName } from '#infra/functions.ts';
import { authenticator } from '#test/authenticator.ts';
import { codeAt } from '#test/authenticator-app.ts';
import { type Deployment, LOG_GROUP, REGION, startDeployment } from '#test/deployment.ts';
import { isAllowedBy, type Statement, statementsOf } from '#test/iam.ts';
import { node24 } from '#test/node24.ts';
import { deviceSecret, srpClient } from '#test/srp-client.ts';
import rows from '../../bench/bundles.json' with { type: 'json' };
import { type BundleRow, codeKB, startKB } from '../../bench/bundles.ts';
import { only, synthesised } from './synthesised.ts';

const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
const PASSWORD = 'Passw0rd!example';
const OTHER = 'An0ther!password';

const PASSKEY_FLOWS = ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'];

type Output = Readonly<Record<string, unknown>>;
type Call = (operation: string, input: object) => Promise<Output>;

const stack = synthesised({ notificationLogGroups: [LOG_GROUP] });
const TABLE = only(stack, 'AWS::DynamoDB::GlobalTable').id;
const KEY = only(stack, 'AWS::KMS::Key').id;
const lambdaOf = (name: FunctionName) =>
  stack.of('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `Ownpool: ${name}`)!;
const environmentOf = (name: FunctionName): Readonly<Record<string, unknown>> =>
  lambdaOf(name).Properties.Environment.Variables;

/** What the template allows each function: that is all the bundles get. */
const rights = new Map<string, readonly Statement[]>(
  NAMES.map((name) => [name, statementsOf(stack, lambdaOf(name).id)]),
);

/** Calls operations by name with the official client, and remembers which ones answered. */
function caller({ endpoint, accessKey }: Deployment, answered: Set<string>): Call {
  const client = new sdk.CognitoIdentityProviderClient({ endpoint, region: REGION, credentials: accessKey });
  const commands = sdk as unknown as Readonly<Record<string, new (input: object) => never>>;
  return async (operation, input) => {
    const output = await client.send(new commands[`${operation}Command`]!(input));
    answered.add(operation);
    return output as unknown as Output;
  };
}

describe.each([
  ['Node 20', () => process.execPath],
  ['Node 24', node24],
])('the deployable bundles under %s', (title, node) => {
  let deployment: Deployment;
  let call: Call;
  const answered = new Set<string>();

  beforeAll(async () => {
    deployment = await startDeployment({
      node: node(),
      judge: (caller, request) => isAllowedBy(rights.get(caller) ?? [], request),
      arns: {
        table: `arn:of:${TABLE}.Arn`,
        key: `arn:of:${KEY}.Arn`,
        messages: `arn:of:${lambdaOf('messages').id}.Arn`,
        jobs: `arn:of:${lambdaOf('jobs').id}.Arn`,
      },
      purposesOf: (name) => String(environmentOf(name).OWNPOOL_KEY_PURPOSES),
    });
    call = caller(deployment, answered);
  });
  afterAll(() => deployment?.close());

  /** The code in the newest mail to an address. */
  const codeTo = (to: string): string => {
    const mail = deployment.aws.mails.findLast((one) => one.to === to);
    return /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
  };

  async function administerResourceServers(UserPoolId: string): Promise<void> {
    const api = { UserPoolId, Identifier: 'api' };
    const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Reads' }];
    await call('CreateResourceServer', { ...api, Name: 'API' });
    await call('UpdateResourceServer', { ...api, Name: 'API', Scopes });
    await call('DescribeResourceServer', api);
    expect((await call('ListResourceServers', { UserPoolId })).ResourceServers).toHaveLength(1);
    await call('DeleteResourceServer', api);
  }

  async function administerSecrets(UserPoolId: string): Promise<void> {
    const confidential = { UserPoolId, ClientName: 'confidential', GenerateSecret: true };
    const { UserPoolClient } = await call('CreateUserPoolClient', confidential);
    const ids = { UserPoolId, ClientId: (UserPoolClient as { ClientId: string }).ClientId };
    await call('AddUserPoolClientSecret', ids);
    const { ClientSecrets } = await call('ListUserPoolClientSecrets', ids);
    const [{ ClientSecretId }] = ClientSecrets as [{ ClientSecretId: string }];
    await call('DeleteUserPoolClientSecret', { ...ids, ClientSecretId });
  }

  async function administerDomains(UserPoolId: string): Promise<void> {
    const domain = { UserPoolId, Domain: 'people' };
    await call('CreateUserPoolDomain', domain);
    await call('UpdateUserPoolDomain', { ...domain, ManagedLoginVersion: 2 });
    const { DomainDescription } = await call('DescribeUserPoolDomain', { Domain: 'people' });
    expect(DomainDescription).toMatchObject({ CloudFrontDistribution: 'edge.example.com', ManagedLoginVersion: 2 });
    await call('SetUICustomization', { UserPoolId, CSS: '.label-customizable { font-weight: 400; }' });
    await call('DeleteUserPoolDomain', domain);
  }

  async function useSoftwareToken(UserPoolId: string, AccessToken: string): Promise<void> {
    const SoftwareTokenMfaConfiguration = { Enabled: true };
    await call('SetUserPoolMfaConfig', { UserPoolId, MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration });
    const { SecretCode } = await call('AssociateSoftwareToken', { AccessToken });
    const UserCode = codeAt(String(SecretCode), Date.now());
    await call('VerifySoftwareToken', { AccessToken, UserCode });
    await call('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
    const ada = { UserPoolId, Username: 'ada' };
    const UserMFASettingList = ['SOFTWARE_TOKEN_MFA'];
    expect(await call('AdminGetUser', ada)).toMatchObject({ UserMFASettingList });
    await call('AdminSetUserMFAPreference', { ...ada, SoftwareTokenMfaSettings: { Enabled: false } });
    await call('AdminDeleteSoftwareToken', ada);
  }

  async function administerPool(UserPoolId: string, ResourceArn: string): Promise<void> {
    await call('SetUserPoolMfaConfig', { UserPoolId, MfaConfiguration: 'OFF' });
    await call('TagResource', { ResourceArn, Tags: { team: 'a' } });
    expect((await call('ListTagsForResource', { ResourceArn })).Tags).toEqual({ team: 'a' });
    await call('UntagResource', { ResourceArn, TagKeys: ['team'] });
    await call('SetLogDeliveryConfiguration', { UserPoolId, LogConfigurations: [] });
    await call('GetLogDeliveryConfiguration', { UserPoolId });
    const sessions = { UserSessionTracking: 'DISABLED', TokenSession: { MaxPerUser: 1 } };
    await call('SetUserPoolSessionConfiguration', { UserPoolId, ...sessions });
    await call('GetUserPoolSessionConfiguration', { UserPoolId });
    const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserFederation' } };
    await call('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: 100 });
    await call('GetProvisionedLimit', { LimitDefinition });
    await call('ListUserPoolReplicas', { UserPoolId });
    const replica = { UserPoolId, RegionName: 'eu-west-1' };
    await refusedAlways('CreateUserPoolReplica', replica);
    await refusedAlways('UpdateUserPoolReplica', { ...replica, Status: 'ACTIVE' });
    await refusedAlways('DeleteUserPoolReplica', replica);
  }

  /** Calls an operation that refuses every request. */
  async function refusedAlways(operation: string, input: object): Promise<void> {
    await expect(call(operation, input)).rejects.toMatchObject({ name: 'OperationNotEnabledException' });
    answered.add(operation);
  }

  async function rememberDevices(): Promise<void> {
    const { UserPool } = await call('CreateUserPool', {
      PoolName: 'devices',
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
    });
    const { Id: UserPoolId } = UserPool as { Id: string };
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    });
    const { ClientId } = UserPoolClient as { ClientId: string };
    const ida = { UserPoolId, Username: 'ida' };
    await call('AdminCreateUser', { ...ida, MessageAction: 'SUPPRESS' });
    await call('AdminSetUserPassword', { ...ida, Password: PASSWORD, Permanent: true });
    const signIn = (more: object = {}) => {
      const AuthParameters = { USERNAME: 'ida', PASSWORD, ...more };
      return call('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    };
    const { AuthenticationResult: tokens } = (await signIn()) as {
      AuthenticationResult: { AccessToken: string; NewDeviceMetadata: { DeviceKey: string; DeviceGroupKey: string } };
    };
    const { AccessToken, NewDeviceMetadata } = tokens;
    const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
    const DeviceSecretVerifierConfig = deviceSecret(DeviceGroupKey, DeviceKey, OTHER);
    const own = { AccessToken, DeviceKey };
    await call('ConfirmDevice', { ...own, DeviceSecretVerifierConfig });
    const begun = await signIn({ DEVICE_KEY: DeviceKey });
    const srp = srpClient();
    const who = { USERNAME: 'ida', DEVICE_KEY: DeviceKey };
    const asked = (await call('RespondToAuthChallenge', {
      ClientId,
      ChallengeName: begun.ChallengeName,
      Session: begun.Session,
      ChallengeResponses: { ...who, SRP_A: srp.srpA },
    })) as { ChallengeParameters: never };
    const proof = srp.prove(DeviceGroupKey, DeviceKey, OTHER, asked.ChallengeParameters);
    const proven = await call('RespondToAuthChallenge', {
      ClientId,
      ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
      ChallengeResponses: { ...who, ...proof },
    });
    expect(proven.AuthenticationResult).toBeDefined();
    await call('GetDevice', own);
    expect((await call('ListDevices', { AccessToken, Limit: 1 })).Devices).toHaveLength(1);
    await call('UpdateDeviceStatus', { ...own, DeviceRememberedStatus: 'not_remembered' });
    await call('ForgetDevice', own);
    const gone = { name: 'ResourceNotFoundException' };
    for (const operation of ['AdminGetDevice', 'AdminForgetDevice', 'AdminUpdateDeviceStatus']) {
      const input = { ...ida, DeviceKey, DeviceRememberedStatus: 'remembered' };
      if (operation === 'AdminForgetDevice') await call(operation, input);
      else await expect(call(operation, input)).rejects.toMatchObject(gone);
      answered.add(operation);
    }
    expect((await call('AdminListDevices', ida)).Devices).toEqual([]);
    await call('DeleteUserPool', { UserPoolId });
  }

  async function trackSessions(): Promise<void> {
    const { UserPool } = await call('CreateUserPool', { PoolName: 'sessions' });
    const { Id: UserPoolId } = UserPool as { Id: string };
    const tracking = { UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 2 } };
    await call('SetUserPoolSessionConfiguration', { UserPoolId, ...tracking });
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    });
    const { ClientId } = UserPoolClient as { ClientId: string };
    await call('SetUserPoolClientSessionConfiguration', {
      UserPoolId,
      ClientId,
      SSOSession: { MaxValidityMinutes: 5 },
    });
    const ida = { UserPoolId, Username: 'ida' };
    await call('AdminCreateUser', { ...ida, MessageAction: 'SUPPRESS' });
    await call('AdminSetUserPassword', { ...ida, Password: PASSWORD, Permanent: true });
    const signIn = async () => {
      const AuthParameters = { USERNAME: 'ida', PASSWORD };
      const answer = await call('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
      return (answer.AuthenticationResult as { AccessToken: string }).AccessToken;
    };
    const first = await signIn();
    await signIn();
    const AccessToken = await signIn();
    const revoked = { name: 'NotAuthorizedException', message: 'Access Token has been revoked' };
    await expect(call('GetUser', { AccessToken: first })).rejects.toMatchObject(revoked);
    const { Sessions } = await call('ListUserSessions', { AccessToken });
    const [own, other] = Sessions as [{ SessionId: string }, { SessionId: string }];
    expect(Sessions).toMatchObject([{ IsCurrentSession: true }, { IsCurrentSession: false }]);
    await call('RevokeUserSession', { AccessToken, SessionId: other.SessionId });
    expect((await call('AdminListUserSessions', ida)).Sessions).toMatchObject([{ SessionId: own.SessionId }]);
    await call('AdminRevokeUserSession', { ...ida, SessionId: own.SessionId });
    await expect(call('GetUser', { AccessToken })).rejects.toMatchObject(revoked);
    await getMachineToken(UserPoolId);
    await call('DeleteUserPool', { UserPoolId });
  }

  async function getMachineToken(UserPoolId: string): Promise<void> {
    const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Reads' }];
    await call('CreateResourceServer', { UserPoolId, Identifier: 'api', Name: 'api', Scopes });
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'machine',
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
      AllowedOAuthScopes: ['api/read'],
    });
    const { ClientId, ClientSecret: Secret } = UserPoolClient as { ClientId: string; ClientSecret: string };
    const { ClientAuthenticationResult } = await call('GetClientToken', { ClientId, Secret });
    expect(ClientAuthenticationResult).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600 });
  }

  it('run under that Node', () => {
    expect(new Set(NAMES.map((name) => deployment.lambdas[name].version()?.split('.')[0]))).toEqual(
      new Set([title.replace('Node ', 'v')]),
    );
  });

  it('let people register a passkey of the domain of their pool, and sign in with it', async () => {
    const { UserPool } = await call('CreateUserPool', {
      PoolName: 'passkeys',
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
    });
    const { Id: UserPoolId } = UserPool as { Id: string };
    const domain = { UserPoolId, Domain: 'passkeys' };
    await call('CreateUserPoolDomain', domain);
    const settings = { UserPoolId, ClientName: 'app', ExplicitAuthFlows: PASSKEY_FLOWS };
    const { UserPoolClient } = await call('CreateUserPoolClient', settings);
    const { ClientId } = UserPoolClient as { ClientId: string };
    const own = { UserPoolId, Username: 'ada' };
    await call('AdminCreateUser', { ...own, MessageAction: 'SUPPRESS' });
    await call('AdminSetUserPassword', { ...own, Password: PASSWORD, Permanent: true });
    const initiate = (AuthFlow: string, more: object): Promise<Output> =>
      call('InitiateAuth', { ClientId, AuthFlow, AuthParameters: { USERNAME: 'ada', ...more } });
    const { AccessToken } = (await initiate('USER_PASSWORD_AUTH', { PASSWORD })).AuthenticationResult as Output;

    const { CredentialCreationOptions } = await call('StartWebAuthnRegistration', { AccessToken });
    const { challenge, rp } = CredentialCreationOptions as { challenge: string; rp: { id: string } };
    expect(rp.id).toMatch(/^passkeys\../);
    const passkey = authenticator({ rpId: rp.id, origin: `https://${rp.id}` });
    await call('CompleteWebAuthnRegistration', { AccessToken, Credential: passkey.register({ challenge }) });
    expect((await call('ListWebAuthnCredentials', { AccessToken })).Credentials).toHaveLength(1);
    const factors = { ConfiguredUserAuthFactors: ['PASSWORD', 'WEB_AUTHN'] };
    expect(await call('GetUserAuthFactors', { AccessToken })).toMatchObject(factors);

    const asked = await initiate('USER_AUTH', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const { CREDENTIAL_REQUEST_OPTIONS } = asked.ChallengeParameters as Readonly<Record<string, string>>;
    const options = JSON.parse(CREDENTIAL_REQUEST_OPTIONS!);
    expect(options.rpId).toBe(rp.id);
    const CREDENTIAL = JSON.stringify(passkey.assert({ challenge: options.challenge, counter: 1 }));
    const answer = { ClientId, ChallengeName: 'WEB_AUTHN', Session: asked.Session };
    const ChallengeResponses = { USERNAME: 'ada', CREDENTIAL };
    const { AuthenticationResult } = await call('RespondToAuthChallenge', { ...answer, ChallengeResponses });
    expect(AuthenticationResult).toMatchObject({ AccessToken: expect.any(String) });

    await call('DeleteWebAuthnCredential', { AccessToken, CredentialId: passkey.id });
    await call('DeleteUserPoolDomain', domain);
    expect(deployment.aws.refused).toEqual([]);
  });

  it('answer every operation that is built, through the edge', async () => {
    const { UserPool: pool } = await call('CreateUserPool', {
      PoolName: 'bundles',
      AutoVerifiedAttributes: ['email'],
      Schema: [{ Name: 'email', Required: true, AttributeDataType: 'String', Mutable: true }],
    });
    const { Id: UserPoolId, Arn } = pool as { Id: string; Arn: string };
    await call('DescribeUserPool', { UserPoolId });
    await call('UpdateUserPool', { UserPoolId, AutoVerifiedAttributes: ['email'] });
    await call('ListUserPools', { MaxResults: 10 });
    await call('AddCustomAttributes', {
      UserPoolId,
      CustomAttributes: [{ Name: 'team', AttributeDataType: 'String', Mutable: true }],
    });
    await call('GetUserPoolMfaConfig', { UserPoolId });

    const flows = ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
    const settings = {
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: [...flows, 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    };
    const { UserPoolClient: client } = await call('CreateUserPoolClient', settings);
    const { ClientId } = client as { ClientId: string };
    await call('DescribeUserPoolClient', { UserPoolId, ClientId });
    await call('UpdateUserPoolClient', { ...settings, ClientId });
    await call('ListUserPoolClients', { UserPoolId });

    const email = (name: string) => [{ Name: 'email', Value: `${name}@example.com` }];
    const ada = { ClientId, Username: 'ada' };
    await call('SignUp', { ...ada, Password: PASSWORD, UserAttributes: email('ada') });
    await call('ResendConfirmationCode', ada);
    await call('ConfirmSignUp', { ...ada, ConfirmationCode: codeTo('ada@example.com') });

    // Sign-in with SRP: both halves of the exchange, each in a Lambda event of its own.
    const srp = srpClient();
    const begun = (await call('InitiateAuth', {
      ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'ada', SRP_A: srp.srpA },
    })) as { ChallengeParameters: never; Session?: string };
    const ended = (await call('RespondToAuthChallenge', {
      ClientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      Session: begun.Session,
      ChallengeResponses: srp.answer(UserPoolId, PASSWORD, begun.ChallengeParameters),
    })) as { AuthenticationResult: { AccessToken: string; IdToken: string; RefreshToken: string } };
    const { AccessToken, IdToken, RefreshToken } = ended.AuthenticationResult;

    // The keys come from the hosted function by a plain GET.
    const issuer = `${deployment.endpoint}/${UserPoolId}`;
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    for (const token of [AccessToken, IdToken]) {
      expect((await jwtVerify(token, keys, { issuer })).payload.event_id).toBeDefined();
    }

    expect((await call('GetUser', { AccessToken })).Username).toBe('ada');
    await call('SetUserSettings', { AccessToken, MFAOptions: [] });
    await call('GetUserAuthFactors', { AccessToken });
    await useSoftwareToken(UserPoolId, AccessToken);
    // A Session that is sealed well but waits for something else.
    const AuthParameters = { USERNAME: 'ada' };
    const choice = await call('InitiateAuth', { ClientId, AuthFlow: 'USER_AUTH', AuthParameters });
    expect(choice.AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD']);
    await expect(call('AssociateSoftwareToken', { Session: choice.Session })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user.',
    });
    await call('UpdateUserAttributes', { AccessToken, UserAttributes: [{ Name: 'custom:team', Value: 'a' }] });
    await call('DeleteUserAttributes', { AccessToken, UserAttributeNames: ['custom:team'] });
    await call('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' });
    const Code = codeTo('ada@example.com');
    await call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code });
    await call('ChangePassword', { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: OTHER });
    await call('InitiateAuth', {
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    });
    await call('RevokeToken', { ClientId, Token: RefreshToken });
    await call('ForgotPassword', ada);
    const ConfirmationCode = codeTo('ada@example.com');
    await call('ConfirmForgotPassword', { ...ada, ConfirmationCode, Password: PASSWORD });

    const grace = { UserPoolId, Username: 'grace' };
    await call('AdminCreateUser', { ...grace, UserAttributes: email('grace') });
    const invited = deployment.aws.mails.findLast((one) => one.to === 'grace@example.com');
    expect(invited?.text).toContain('grace');
    await call('AdminSetUserPassword', { ...grace, Password: PASSWORD, Permanent: false });
    const asked = await call('AdminInitiateAuth', {
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'grace', PASSWORD },
    });
    await call('AdminRespondToAuthChallenge', {
      UserPoolId,
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: asked.Session,
      ChallengeResponses: { USERNAME: 'grace', NEW_PASSWORD: OTHER },
    });
    await call('AdminGetUser', grace);
    await call('AdminUpdateUserAttributes', {
      ...grace,
      UserAttributes: [
        { Name: 'custom:team', Value: 'b' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    await call('AdminDeleteUserAttributes', { ...grace, UserAttributeNames: ['custom:team'] });
    await call('AdminDisableUser', grace);
    await call('AdminEnableUser', grace);
    await call('AdminUserGlobalSignOut', grace);
    await call('AdminResetUserPassword', grace);
    const { Users: users } = await call('ListUsers', { UserPoolId, Filter: 'email = "grace@example.com"' });
    expect(users).toHaveLength(1);

    const editors = { UserPoolId, GroupName: 'editors' };
    await call('CreateGroup', editors);
    await call('UpdateGroup', { ...editors, Precedence: 1 });
    await call('GetGroup', editors);
    await call('ListGroups', { UserPoolId });
    for (const Username of ['ada', 'grace']) await call('AdminAddUserToGroup', { ...editors, Username });
    await call('AdminRemoveUserFromGroup', { ...editors, Username: 'grace' });
    const { Users: members } = await call('ListUsersInGroup', editors);
    expect(members).toMatchObject([{ Username: 'ada' }]);
    const { Groups: groups } = await call('AdminListGroupsForUser', { UserPoolId, Username: 'ada' });
    expect(groups).toMatchObject([{ GroupName: 'editors', Precedence: 1 }]);
    await call('AdminSetUserSettings', { ...grace, MFAOptions: [] });
    await call('AdminGetUserAuthFactors', grace);
    // What is read in place of a user who does not exist can be opened too.
    const nobody = { UserPoolId, Username: 'nobody' };
    const unknown = { name: 'UserNotFoundException' };
    await expect(call('AdminAddUserToGroup', { ...editors, ...nobody })).rejects.toMatchObject(unknown);
    await expect(call('AdminSetUserSettings', { ...nobody, MFAOptions: [] })).rejects.toMatchObject(unknown);

    const lin = { ClientId, Username: 'lin' };
    await call('SignUp', { ...lin, Password: PASSWORD, UserAttributes: email('lin') });
    await call('AdminConfirmSignUp', { UserPoolId, Username: 'lin' });
    const signIn = async (USERNAME: string, client = ClientId) => {
      const AuthFlow = 'USER_PASSWORD_AUTH';
      const answer = await call('InitiateAuth', { ClientId: client, AuthFlow, AuthParameters: { USERNAME, PASSWORD } });
      return answer.AuthenticationResult as { AccessToken: string; RefreshToken: string };
    };
    const { UserPoolClient: rotating } = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'rotating',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
    });
    const rotatingId = (rotating as { ClientId: string }).ClientId;
    const first = await signIn('ada', rotatingId);
    await call('GetTokensFromRefreshToken', { ClientId: rotatingId, RefreshToken: first.RefreshToken });
    const { AccessToken: token } = await signIn('ada');
    expect((await jwtVerify(token, keys, { issuer })).payload['cognito:groups']).toEqual(['editors']);
    await call('DeleteGroup', editors);
    await call('GlobalSignOut', { AccessToken: token });
    await expect(call('GetUser', { AccessToken: token })).rejects.toMatchObject({ name: 'NotAuthorizedException' });

    await administerResourceServers(UserPoolId);
    await administerSecrets(UserPoolId);
    await administerDomains(UserPoolId);
    await call('GetUserPoolClientSessionConfiguration', { UserPoolId, ClientId: rotatingId });
    await administerPool(UserPoolId, Arn);
    await rememberDevices();
    await trackSessions();

    await call('DeleteUser', { AccessToken: (await signIn('lin')).AccessToken });
    await call('AdminDeleteUser', grace);
    const Bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const { ManagedLoginBranding: style } = await call('CreateManagedLoginBranding', {
      UserPoolId,
      ClientId,
      Settings: { categories: {} },
      Assets: [{ Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'SVG', Bytes }],
    });
    const { ManagedLoginBrandingId } = style as { ManagedLoginBrandingId: string };
    await call('DescribeManagedLoginBranding', { UserPoolId, ManagedLoginBrandingId });
    await call('UpdateManagedLoginBranding', { UserPoolId, ManagedLoginBrandingId, Settings: {} });
    await call('DescribeManagedLoginBrandingByClient', { UserPoolId, ClientId });
    await call('DeleteManagedLoginBranding', { UserPoolId, ManagedLoginBrandingId });
    const kind = { TermsSource: 'LINK', Enforcement: 'NONE' };
    const { Terms: terms } = await call('CreateTerms', { UserPoolId, ClientId, TermsName: 'terms-of-use', ...kind });
    const { TermsId } = terms as { TermsId: string };
    await call('DescribeTerms', { UserPoolId, TermsId });
    await call('UpdateTerms', { UserPoolId, TermsId, TermsName: 'privacy-policy' });
    await call('DescribeTermsByClient', { UserPoolId, ClientId, TermsName: 'privacy-policy' });
    await call('ListTerms', { UserPoolId });
    await call('DeleteTerms', { UserPoolId, TermsId });
    await call('SetRiskConfiguration', { UserPoolId, ClientId, RiskExceptionConfiguration: {} });
    await call('DescribeRiskConfiguration', { UserPoolId, ClientId });
    await call('GetUICustomization', { UserPoolId, ClientId });
    await call('DeleteUserPoolClient', { UserPoolId, ClientId });
    await call('DeleteUserPool', { UserPoolId });
    await deployment.lambdas.jobs.invoke({});

    expect(BUILT.map(({ name }) => name).filter((name) => !answered.has(name))).toEqual([]);
    const lines = NAMES.flatMap((name) => deployment.lambdas[name].lines());
    expect(lines.filter((line) => line.includes('"level":"error"') || line.includes('not-woken'))).toEqual([]);
    const trail = lines.filter((line) => line.startsWith('{"event":"audit"')).map((line) => JSON.parse(line));
    expect([...answered].filter((name) => !trail.some(({ operation }) => operation === name))).toEqual([]);
    for (const line of trail)
      expect(line).toMatchObject({ source: '127.0.0.1', edgeRequestId: expect.stringMatching(/./) });
    const woken = deployment.aws.calls.filter((one) => one.endsWith(' lambda:InvokeFunction'));
    expect(woken).toEqual(
      expect.arrayContaining(['account', 'groups', 'users', 'pools'].map((name) => `${name} lambda:InvokeFunction`)),
    );
    expect(deployment.aws.refused).toEqual([]);
  });

  it('does the same for a name that leads to nobody as for one that gets a code', async () => {
    const { UserPool } = await call('CreateUserPool', { PoolName: 'hiding', AutoVerifiedAttributes: ['email'] });
    const { Id: UserPoolId } = UserPool as { Id: string };
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'app',
      PreventUserExistenceErrors: 'ENABLED',
    });
    const { ClientId } = UserPoolClient as { ClientId: string };
    const attributes = { UserAttributes: [{ Name: 'email', Value: 'eve@example.com' }] };
    await call('SignUp', { ClientId, Username: 'eve', Password: PASSWORD, ...attributes });
    await call('AdminConfirmSignUp', { UserPoolId, Username: 'eve' });
    await call('AdminUpdateUserAttributes', {
      UserPoolId,
      Username: 'eve',
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    });
    const { calls, mails } = deployment.aws;
    const asked = async (Username: string) => {
      const [before, mailed] = [calls.length, mails.length];
      await call('ForgotPassword', { ClientId, Username });
      const own = calls.slice(before).filter((one) => one.startsWith('sign-up '));
      return { calls: own, mails: mails.length - mailed };
    };
    // Everything that is cached is cached now.
    await asked('somebody');
    const [known, unknown] = [await asked('eve'), await asked('nobody')];
    expect([known.mails, unknown.mails]).toEqual([1, 0]);
    expect(unknown.calls).toEqual(known.calls);
    expect(known.calls.filter((one) => !one.includes('dynamodb:'))).toEqual(['sign-up lambda:InvokeFunction']);

    // A message that cannot be delivered does not tell it either: SES takes no such address.
    const undeliverable = { Name: 'email', Value: '\u00e8ve@example.com' };
    const UserAttributes = [undeliverable, { Name: 'email_verified', Value: 'true' }];
    await call('AdminUpdateUserAttributes', { UserPoolId, Username: 'eve', UserAttributes });
    expect(await asked('eve')).toEqual(unknown);
    await expect.poll(() => deployment.lambdas.messages.lines().at(-1)).toContain('message.not-delivered');
    expect(deployment.lambdas.messages.lines().at(-1)).toContain('"MessagesNotDelivered":1');
  });

  it('show pages in the language that a browser asks for', async () => {
    const { UserPool } = await call('CreateUserPool', { PoolName: 'speaking' });
    const { Id: UserPoolId } = UserPool as { Id: string };
    await call('CreateUserPoolDomain', { UserPoolId, Domain: 'speaking' });
    const client = {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
    };
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'app',
      ...client,
      CallbackURLs: ['https://app.example.com/'],
      SupportedIdentityProviders: ['COGNITO'],
    });
    const { ClientId } = UserPoolClient as { ClientId: string };
    const query = { client_id: ClientId, redirect_uri: 'https://app.example.com/', response_type: 'code' };
    const response = await fetch(`${deployment.endpoint}/d/speaking/login?${new URLSearchParams(query)}`, {
      headers: { 'accept-language': 'de' },
    });
    const page = await response.text();
    expect(page).toContain('<html lang="de"');
    expect(page).toContain('Passwort vergessen?');
    expect(page).not.toContain('Forgot your password?');
  });

  it('record messages that are not delivered in the log group of their pool', async () => {
    const { UserPool } = await call('CreateUserPool', { PoolName: 'logged', AutoVerifiedAttributes: ['email'] });
    const { Id: UserPoolId } = UserPool as { Id: string };
    const LogGroupArn = `arn:aws:logs:${REGION}:111122223333:log-group:${LOG_GROUP}`;
    const CloudWatchLogsConfiguration = { LogGroupArn };
    const notifications = { EventSource: 'userNotification', LogLevel: 'ERROR', CloudWatchLogsConfiguration };
    await call('SetLogDeliveryConfiguration', { UserPoolId, LogConfigurations: [notifications] });
    const PreventUserExistenceErrors = 'ENABLED';
    const client = { UserPoolId, ClientName: 'app', PreventUserExistenceErrors };
    const { ClientId } = (await call('CreateUserPoolClient', client)).UserPoolClient as { ClientId: string };
    const { logRecords, calls, refused } = deployment.aws;
    // SES takes no such address. The last one of these messages is left to the function `messages`.
    const UserAttributes = [{ Name: 'email', Value: '\u00e8ve@example.com' }];
    const failure = { name: 'CodeDeliveryFailureException' };
    const eve = { UserPoolId, Username: 'eve' };
    const signUp = { ClientId, Username: 'eve', Password: PASSWORD, UserAttributes };
    await expect(call('SignUp', signUp)).rejects.toMatchObject(failure);
    const ada = { UserPoolId, Username: 'ada', UserAttributes, DesiredDeliveryMediums: ['EMAIL'] };
    await expect(call('AdminCreateUser', ada)).rejects.toMatchObject(failure);
    expect(logRecords).toHaveLength(2);
    await call('AdminConfirmSignUp', eve);
    const verified = { Name: 'email_verified', Value: 'true' };
    await call('AdminUpdateUserAttributes', { ...eve, UserAttributes: [...UserAttributes, verified] });
    await call('ForgotPassword', { ClientId, Username: 'eve' });
    await expect.poll(() => logRecords).toHaveLength(3);
    for (const { group, stream, message } of logRecords) {
      expect([group, stream]).toEqual([LOG_GROUP, UserPoolId]);
      const logSourceId = { userPoolId: UserPoolId };
      expect(JSON.parse(message)).toMatchObject({ eventSource: 'USER_NOTIFICATION', logLevel: 'ERROR', logSourceId });
      expect(message).not.toContain('example.com');
    }
    expect(calls.filter((one) => one.includes(' logs:'))).toEqual([
      'sign-up logs:PutLogEvents',
      'sign-up logs:CreateLogStream',
      'sign-up logs:PutLogEvents',
      'users logs:PutLogEvents',
      'messages logs:PutLogEvents',
    ]);
    expect(refused).toEqual([]);
  });

  it('have the environment that the template gives them', () => {
    for (const name of NAMES) {
      const given = Object.keys(deployment.environmentOf(name)).filter((one) => one.startsWith('OWNPOOL_'));
      const optional = ['OWNPOOL_MAIL_FROM', 'OWNPOOL_DOMAIN_BASE'];
      const expected = given.filter((one) => !optional.includes(one)).sort();
      expect([name, Object.keys(environmentOf(name)).sort()]).toEqual([name, expected]);
    }
  });
});

/** The budget in kilobytes: of what a start loads, which everybody waits for, and with what is loaded on demand. */
const MOST_AT_START = 900;
const MOST = 1300;

/** The pages read their forms as the operations of this group read their requests. */
const ALSO_HELD: Readonly<Record<string, string>> = { hosted: 'sign-up' };

describe('the table of bundles', () => {
  const table = rows as Readonly<Record<string, Pick<BundleRow, 'codeKB' | 'startKB' | 'node20' | 'node24'>>>;

  it('has every function, and only numbers within the budget', () => {
    expect(Object.keys(table)).toEqual(NAMES);
    for (const { codeKB: size, startKB: start, node20: twenty, node24: twentyFour } of Object.values(table)) {
      expect(start).toBeLessThan(MOST_AT_START);
      expect(size).toBeLessThan(MOST);
      expect(Math.max(twenty, twentyFour)).toBeLessThan(150);
    }
  });

  it.each(NAMES)('holds in %s what the operations of its own group take, and of no other', (name) => {
    const asset = bundleFunction(name);
    const code = readdirSync(asset)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => readFileSync(join(asset, file), 'utf8'))
      .join('\n');
    // Every bundle has the table of all operations, whose rows begin with `group`.
    const held = Object.keys(OPERATIONS).filter((operation) => new RegExp(`\\b${operation}:\\{(?!group:)`).test(code));
    const own = Object.entries(OPERATIONS).flatMap(([operation, { group }]) =>
      group === name || group === ALSO_HELD[name] ? [operation] : [],
    );
    expect(held).toEqual(own);
  });

  it.each(NAMES)('tells the size of %s as it is, within five percent, and it is within the budget', (name) => {
    const actual = codeKB(bundleFunction(name));
    expect(startKB(bundleFunction(name))).toBeLessThan(MOST_AT_START);
    expect(actual).toBeLessThan(MOST);
    expect(Math.abs(actual - table[name]!.codeKB) / actual).toBeLessThan(0.05);
  });
});
