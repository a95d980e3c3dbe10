import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPERATIONS } from '#functions/operations.ts';
import { type RunningServer, startServerProcess } from '#test/server.ts';

const run = promisify(execFile);
const MINUTES = 60_000;
const PASSWORD = 'Passw0rd!example';

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
type Call = (operation: string, input?: object) => Promise<any>;

/** Operations with which one begins, and which are exercised elsewhere. */
const BASICS =
  /^(Create|Describe|Update|Delete|List)UserPool(s|Client|Clients)?$|^AddCustomAttributes$|^GetUserPoolMfaConfig$/;
const GROUPS = ['pools', 'clients', 'groups', 'branding'];
const OTHERS = ['AdminSetUserSettings', 'SetUserSettings', 'SetRiskConfiguration', 'DescribeRiskConfiguration'];

/** The operations by which an administrator sets up a pool and its groups, and those that turn SMS for a user off. */
const ADMINISTERING = Object.entries(OPERATIONS)
  .filter(([name, { group }]) => OTHERS.includes(name) || (GROUPS.includes(group) && !BASICS.test(name)))
  .map(([name]) => name);

let server: RunningServer;
let bySdk: Call;
let commands: readonly string[];
beforeAll(async () => {
  server = await startServerProcess();
  const { endpoint, credentials } = server;
  const client = new sdk.CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
  const constructors = sdk as unknown as Readonly<Record<string, new (input: object) => never>>;
  bySdk = (operation, input = {}) => client.send(new constructors[`${operation}Command`]!(input));
  commands = await knownCommands();
  if (commands.length === 0) console.warn('NOT RUN: the AWS CLI. The SDK makes all calls.');
});
afterAll(() => server?.dispose());

/** The commands that the AWS CLI has for the service; none if it is not installed, which it is in CI. */
async function knownCommands(): Promise<readonly string[]> {
  const { stderr } = await run('aws', ['cognito-idp', 'unknown-command']).catch((error) => {
    if (error.code === 'ENOENT' && !process.env.CI) return { stderr: '' };
    return error;
  });
  return stderr.match(/\b[a-z]+(?:-[a-z]+)+\b/g) ?? [];
}

const commandOf = (operation: string) =>
  operation.replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();

/** By the AWS CLI, with nothing but the credentials file. */
const byCli: Call = async (operation, input = {}) => {
  const args = ['cognito-idp', commandOf(operation), '--cli-input-json', JSON.stringify(input)];
  const env = {
    PATH: process.env.PATH,
    HOME: server.dataDirectory,
    AWS_SHARED_CREDENTIALS_FILE: join(server.dataDirectory, 'credentials'),
  };
  const { stdout } = await run('aws', [...args, '--endpoint-url', server.endpoint, '--output', 'json'], { env }).catch(
    (error) => {
      const [, name] = /\((\w+)\) when calling/.exec(error.stderr) ?? [];
      throw Object.assign(new Error(error.stderr), { name });
    },
  );
  return stdout ? JSON.parse(stdout) : undefined;
};

it(
  'answers every operation of an administrator once, to the AWS CLI where it knows it and to the SDK where not',
  async () => {
    const answered: string[] = [];
    const seen = { cli: 0, sdk: 0 };
    const call: Call = async (operation, input) => {
      const isKnown = commands.includes(commandOf(operation));
      answered.push(operation);
      seen[isKnown ? 'cli' : 'sdk']++;
      return isKnown ? byCli(operation, input) : bySdk(operation, input);
    };
    // Each works on a pool of its own, so that they can run side by side.
    await Promise.all(
      [onGroups, onPool, onClients, onResourceServers, onLook, onStyles, onTerms].map((tour) => tour(call)),
    );
    expect(answered.toSorted()).toEqual(ADMINISTERING.toSorted());
    expect(answered).toHaveLength(54);
    if (process.env.OWNPOOL_SHOW_CALLS) console.info(`${seen.cli} calls by the AWS CLI, ${seen.sdk} by the SDK`);
  },
  10 * MINUTES,
);

async function newPool(): Promise<string> {
  return (await bySdk('CreateUserPool', { PoolName: 'administered' })).UserPool.Id;
}

async function newClient(UserPoolId: string, more: object = {}): Promise<string> {
  const { UserPoolClient } = await bySdk('CreateUserPoolClient', { UserPoolId, ClientName: 'web', ...more });
  return UserPoolClient.ClientId;
}

const notEnabled = { name: 'OperationNotEnabledException' };

async function onGroups(call: Call): Promise<void> {
  const UserPoolId = await newPool();
  const ada = { UserPoolId, Username: 'ada' };
  const editors = { UserPoolId, GroupName: 'editors' };
  await bySdk('AdminCreateUser', { ...ada, MessageAction: 'SUPPRESS' });
  await bySdk('AdminSetUserPassword', { ...ada, Password: PASSWORD, Permanent: true });
  await call('CreateGroup', { ...editors, Precedence: 3 });
  expect((await call('UpdateGroup', { ...editors, Description: 'Edit' })).Group).toMatchObject({ Precedence: 3 });
  await call('AdminAddUserToGroup', { ...editors, Username: 'ada' });
  expect((await call('GetGroup', editors)).Group).toMatchObject({ Description: 'Edit' });
  expect((await call('ListGroups', { UserPoolId })).Groups).toHaveLength(1);
  expect((await call('ListUsersInGroup', editors)).Users).toMatchObject([{ Username: 'ada' }]);
  expect((await call('AdminListGroupsForUser', ada)).Groups).toMatchObject([{ GroupName: 'editors' }]);

  await call('AdminSetUserSettings', { ...ada, MFAOptions: [] });
  const ClientId = await newClient(UserPoolId, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const AuthParameters = { USERNAME: 'ada', PASSWORD };
  const { AuthenticationResult } = await bySdk('InitiateAuth', {
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters,
  });
  const [, claims] = AuthenticationResult.AccessToken.split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())['cognito:groups']).toEqual(['editors']);
  await call('SetUserSettings', { AccessToken: AuthenticationResult.AccessToken, MFAOptions: [] });

  await call('AdminRemoveUserFromGroup', { ...editors, Username: 'ada' });
  await call('DeleteGroup', editors);
  expect((await bySdk('ListGroups', { UserPoolId })).Groups).toEqual([]);
}

async function onPool(call: Call): Promise<void> {
  const UserPoolId = await newPool();
  const { UserPool } = await bySdk('DescribeUserPool', { UserPoolId });
  expect(await call('SetUserPoolMfaConfig', { UserPoolId, MfaConfiguration: 'OFF' })).toMatchObject({
    MfaConfiguration: 'OFF',
  });
  const ResourceArn = UserPool.Arn;
  await call('TagResource', { ResourceArn, Tags: { stage: 'test', owner: 'ada' } });
  await call('UntagResource', { ResourceArn, TagKeys: ['owner'] });
  expect((await call('ListTagsForResource', { ResourceArn })).Tags).toEqual({ stage: 'test' });

  const CloudWatchLogsConfiguration = { LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:people' };
  const LogConfigurations = [{ EventSource: 'userNotification', LogLevel: 'ERROR', CloudWatchLogsConfiguration }];
  await call('SetLogDeliveryConfiguration', { UserPoolId, LogConfigurations });
  const { LogDeliveryConfiguration } = await call('GetLogDeliveryConfiguration', { UserPoolId });
  expect(LogDeliveryConfiguration.LogConfigurations).toEqual(LogConfigurations);
  const tracking = { UserPoolId, UserSessionTracking: 'DISABLED', TokenSession: { MaxPerUser: 7 } };
  await call('SetUserPoolSessionConfiguration', tracking);
  expect(await call('GetUserPoolSessionConfiguration', { UserPoolId })).toMatchObject(tracking);
  const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserFederation' } };
  await call('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: 99 });
  expect((await call('GetProvisionedLimit', { LimitDefinition })).Limit).toMatchObject({ ProvisionedLimitValue: 99 });

  const replica = { UserPoolId, RegionName: 'eu-west-1' };
  await expect(call('CreateUserPoolReplica', replica)).rejects.toMatchObject(notEnabled);
  await expect(call('UpdateUserPoolReplica', { ...replica, Status: 'ACTIVE' })).rejects.toMatchObject(notEnabled);
  await expect(call('DeleteUserPoolReplica', replica)).rejects.toMatchObject(notEnabled);
  expect((await call('ListUserPoolReplicas', { UserPoolId })).UserPoolReplicas).toHaveLength(1);
}

async function onClients(call: Call): Promise<void> {
  const UserPoolId = await newPool();
  const ids = { UserPoolId, ClientId: await newClient(UserPoolId, { GenerateSecret: true }) };
  const { ClientSecretDescriptor } = await call('AddUserPoolClientSecret', ids);
  expect((await call('ListUserPoolClientSecrets', ids)).ClientSecrets).toHaveLength(2);
  const { ClientSecretId } = ClientSecretDescriptor;
  await call('DeleteUserPoolClientSecret', { ...ids, ClientSecretId });
  expect((await bySdk('ListUserPoolClientSecrets', ids)).ClientSecrets).toHaveLength(1);
  const SSOSession = { MaxValidityMinutes: 5 };
  await expect(call('SetUserPoolClientSessionConfiguration', { ...ids, SSOSession })).rejects.toMatchObject(notEnabled);
  const session = await call('GetUserPoolClientSessionConfiguration', ids);
  expect(session.SSOSession).toEqual({ MaxValidityMinutes: 60 });

  const RiskExceptionConfiguration = { SkippedIPRangeList: ['203.0.113.0/24'] };
  await call('SetRiskConfiguration', { ...ids, RiskExceptionConfiguration });
  const { RiskConfiguration } = await call('DescribeRiskConfiguration', ids);
  expect(RiskConfiguration).toMatchObject({ ...ids, RiskExceptionConfiguration });
}

async function onResourceServers(call: Call): Promise<void> {
  const UserPoolId = await newPool();
  const id = { UserPoolId, Identifier: 'https://api.example.com' };
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Reads' }];
  await call('CreateResourceServer', { ...id, Name: 'API' });
  await call('UpdateResourceServer', { ...id, Name: 'The API', Scopes });
  expect((await call('DescribeResourceServer', id)).ResourceServer).toMatchObject({ ...id, Name: 'The API', Scopes });
  expect((await call('ListResourceServers', { UserPoolId, MaxResults: 1 })).ResourceServers).toHaveLength(1);
  await call('DeleteResourceServer', id);
}

async function onLook(call: Call): Promise<void> {
  const UserPoolId = await newPool();
  const Domain = 'administered';
  const CSS = '.banner-customizable { background-color: #fff; }';
  await call('CreateUserPoolDomain', { UserPoolId, Domain });
  await call('UpdateUserPoolDomain', { UserPoolId, Domain, ManagedLoginVersion: 2 });
  const { DomainDescription } = await call('DescribeUserPoolDomain', { Domain });
  expect(DomainDescription).toMatchObject({ UserPoolId, Domain, Status: 'ACTIVE', ManagedLoginVersion: 2 });
  await call('SetUICustomization', { UserPoolId, CSS });
  expect((await call('GetUICustomization', { UserPoolId })).UICustomization).toMatchObject({ ClientId: 'ALL', CSS });
  await call('DeleteUserPoolDomain', { UserPoolId, Domain });
}

async function onStyles(call: Call): Promise<void> {
  const UserPoolId = await newPool();
  const ClientId = await newClient(UserPoolId);
  const Settings = { categories: { global: { colorSchemeMode: 'DARK' } } };
  const created = await call('CreateManagedLoginBranding', { UserPoolId, ClientId, UseCognitoProvidedValues: true });
  const id = { UserPoolId, ManagedLoginBrandingId: created.ManagedLoginBranding.ManagedLoginBrandingId };
  await call('UpdateManagedLoginBranding', { ...id, Settings });
  const shown = { ...id, UseCognitoProvidedValues: false, Settings };
  expect((await call('DescribeManagedLoginBranding', id)).ManagedLoginBranding).toMatchObject(shown);
  const byClient = await call('DescribeManagedLoginBrandingByClient', { UserPoolId, ClientId });
  expect(byClient.ManagedLoginBranding).toMatchObject(shown);
  await call('DeleteManagedLoginBranding', id);
}

async function onTerms(call: Call): Promise<void> {
  const UserPoolId = await newPool();
  const ClientId = await newClient(UserPoolId);
  const Links = { 'cognito:default': 'https://example.com/terms' };
  const kind = { TermsName: 'terms-of-use', TermsSource: 'LINK', Enforcement: 'NONE' };
  const { Terms } = await call('CreateTerms', { UserPoolId, ClientId, ...kind });
  const id = { UserPoolId, TermsId: Terms.TermsId };
  await call('UpdateTerms', { ...id, Links });
  expect((await call('DescribeTerms', id)).Terms).toMatchObject({ ...kind, Links });
  const byClient = await call('DescribeTermsByClient', { UserPoolId, ClientId, TermsName: kind.TermsName });
  expect(byClient.Terms).toMatchObject({ ...id, Links });
  expect((await call('ListTerms', { UserPoolId })).Terms).toHaveLength(1);
  await call('DeleteTerms', id);
}
