import type { OnWire, OperationName, SdkRequest } from '#protocol/api.ts';
import { PASSWORD } from '#test/fixtures.ts';
import { CERTIFICATE, LINKS, NEXT_PASSWORD, type Side } from './world.ts';

type Requests = { readonly [Name in OperationName]?: (own: Side) => OnWire<SdkRequest<Name>> };

const email = (own: Side, name: string) => [{ Name: 'email', Value: `${own.name}-${name}@example.com` }];
const LIMIT = { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserFederation' } } as const;
const PREFERENCE = {
  SMSMfaSettings: { Enabled: false, PreferredMfa: false },
  SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
  EmailMfaSettings: { Enabled: false, PreferredMfa: false },
  WebAuthnMfaSettings: { Enabled: false },
};
const noAction = { Notify: false, EventAction: 'NO_ACTION' } as const;

const inPool = ({ pool }: Side) => ({ UserPoolId: pool.id });
const ofClient = (own: Side) => ({ ...inPool(own), ClientId: own.client });
const ofGroup = (own: Side) => ({ ...inPool(own), GroupName: own.group });
const ofUser = (own: Side) => ({ ...inPool(own), Username: own.user });
const ofServer = (own: Side) => ({ ...inPool(own), Identifier: own.resourceServer });
const ofDomain = (own: Side) => ({ ...inPool(own), Domain: own.domain });
const ofStyle = (own: Side) => ({ ...inPool(own), ManagedLoginBrandingId: own.brandingId });
const ofTerms = (own: Side) => ({ ...inPool(own), TermsId: own.termsId });
const ofArn = ({ pool }: Side) => ({ ResourceArn: pool.arn });
const withToken = ({ accessToken }: Side) => ({ AccessToken: accessToken });
const ofOwner = ({ ownerToken }: Side) => ({ AccessToken: ownerToken });
const ofDevice = (own: Side) => ({ ...ofUser(own), DeviceKey: own.deviceKey });
const ownDevice = (own: Side) => ({ ...withToken(own), DeviceKey: own.deviceKey });
const remembered = { DeviceRememberedStatus: 'remembered' } as const;
const replica = (own: Side) => ({ ...inPool(own), RegionName: 'eu-west-1' });
const password = (own: Side) => ({ USERNAME: own.user, PASSWORD });
const choice = (own: Side) => ({
  ClientId: own.client,
  ChallengeName: 'NEW_PASSWORD_REQUIRED' as const,
  Session: own.session,
  ChallengeResponses: { USERNAME: own.invited, NEW_PASSWORD: NEXT_PASSWORD },
});

/**
 * One valid request of each operation that is built, on a pool of world.ts. An operation without an entry makes a test
 * fail.
 */
export const VALID: Requests = {
  CreateUserPool: () => ({ PoolName: 'new' }),
  DescribeUserPool: inPool,
  UpdateUserPool: (own) => ({ ...inPool(own), AutoVerifiedAttributes: ['email'], PoolName: 'renamed' }),
  DeleteUserPool: (own) => ({ UserPoolId: own.poolWithoutDomain }),
  ListUserPools: () => ({ MaxResults: 1 }),
  AddCustomAttributes: (own) => ({
    ...inPool(own),
    CustomAttributes: [{ Name: 'colour', AttributeDataType: 'String', Mutable: true }],
  }),
  GetUserPoolMfaConfig: inPool,
  SetUserPoolMfaConfig: (own) => ({ ...inPool(own), MfaConfiguration: 'OFF' }),
  GetUserPoolSessionConfiguration: inPool,
  SetUserPoolSessionConfiguration: (own) => ({
    ...inPool(own),
    UserSessionTracking: 'DISABLED',
    TokenSession: { MaxPerUser: 5 },
  }),
  TagResource: (own) => ({ ...ofArn(own), Tags: { team: 'a' } }),
  UntagResource: (own) => ({ ...ofArn(own), TagKeys: ['side'] }),
  ListTagsForResource: ofArn,
  GetProvisionedLimit: () => ({ LimitDefinition: LIMIT }),
  UpdateProvisionedLimit: () => ({ LimitDefinition: LIMIT, RequestedLimitValue: 1000 }),
  CreateUserPoolReplica: replica,
  DeleteUserPoolReplica: replica,
  ListUserPoolReplicas: inPool,
  UpdateUserPoolReplica: (own) => ({ ...replica(own), Status: 'ACTIVE' }),
  GetLogDeliveryConfiguration: inPool,
  SetLogDeliveryConfiguration: (own) => ({
    ...inPool(own),
    LogConfigurations: [
      {
        EventSource: 'userNotification',
        LogLevel: 'ERROR',
        CloudWatchLogsConfiguration: { LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:pools/errors' },
      },
    ],
  }),
  CreateUserPoolClient: (own) => ({ ...inPool(own), ClientName: 'new' }),
  DescribeUserPoolClient: ofClient,
  UpdateUserPoolClient: (own) => ({ ...ofClient(own), ClientName: 'renamed' }),
  DeleteUserPoolClient: ofClient,
  ListUserPoolClients: (own) => ({ ...inPool(own), MaxResults: 1 }),
  AddUserPoolClientSecret: (own) => ({ ...inPool(own), ClientId: own.oneSecretClient }),
  DeleteUserPoolClientSecret: (own) => ({
    ...inPool(own),
    ClientId: own.twoSecretsClient,
    ClientSecretId: own.secretId,
  }),
  ListUserPoolClientSecrets: (own) => ({ ...inPool(own), ClientId: own.twoSecretsClient }),
  GetUserPoolClientSessionConfiguration: ofClient,
  SetUserPoolClientSessionConfiguration: (own) => ({ ...ofClient(own), SSOSession: { MaxValidityMinutes: 60 } }),
  CreateResourceServer: (own) => ({ ...inPool(own), Identifier: 'new', Name: 'New' }),
  DescribeResourceServer: ofServer,
  UpdateResourceServer: (own) => ({ ...ofServer(own), Name: 'Renamed' }),
  DeleteResourceServer: ofServer,
  ListResourceServers: (own) => ({ ...inPool(own), MaxResults: 1 }),
  SignUp: (own) => ({
    ClientId: own.client,
    Username: 'somebody',
    Password: PASSWORD,
    UserAttributes: email(own, 'somebody'),
  }),
  ConfirmSignUp: (own) => ({ ClientId: own.client, Username: own.newcomer, ConfirmationCode: own.signUpCode }),
  ResendConfirmationCode: (own) => ({ ClientId: own.client, Username: own.newcomer }),
  ForgotPassword: (own) => ({ ClientId: own.client, Username: own.user }),
  ConfirmForgotPassword: (own) => ({
    ClientId: own.client,
    Username: own.forgetful,
    ConfirmationCode: own.recoveryCode,
    Password: NEXT_PASSWORD,
  }),
  AdminCreateUser: (own) => ({ ...inPool(own), Username: 'somebody', UserAttributes: email(own, 'somebody') }),
  AdminGetUser: ofUser,
  AdminDeleteUser: ofUser,
  AdminSetUserPassword: (own) => ({ ...ofUser(own), Password: NEXT_PASSWORD, Permanent: true }),
  AdminConfirmSignUp: (own) => ({ ...inPool(own), Username: own.newcomer }),
  AdminResetUserPassword: ofUser,
  AdminUpdateUserAttributes: (own) => ({ ...ofUser(own), UserAttributes: [{ Name: 'custom:team', Value: 'a' }] }),
  AdminDeleteUserAttributes: (own) => ({ ...ofUser(own), UserAttributeNames: ['custom:team'] }),
  AdminEnableUser: ofUser,
  AdminDisableUser: ofUser,
  AdminUserGlobalSignOut: ofUser,
  AdminListUserSessions: ofUser,
  AdminRevokeUserSession: (own) => ({ ...ofUser(own), SessionId: own.sessionId }),
  ListUsers: (own) => ({ ...inPool(own), Limit: 1 }),
  CreateGroup: (own) => ({ ...inPool(own), GroupName: 'new' }),
  GetGroup: ofGroup,
  UpdateGroup: (own) => ({ ...ofGroup(own), Description: 'Edits.' }),
  DeleteGroup: ofGroup,
  ListGroups: (own) => ({ ...inPool(own), Limit: 1 }),
  ListUsersInGroup: (own) => ({ ...ofGroup(own), Limit: 1 }),
  AdminAddUserToGroup: (own) => ({ ...ofGroup(own), Username: own.newcomer }),
  AdminRemoveUserFromGroup: (own) => ({ ...ofGroup(own), Username: own.user }),
  AdminListGroupsForUser: (own) => ({ ...ofUser(own), Limit: 1 }),
  InitiateAuth: (own) => ({
    ClientId: own.client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: password(own),
  }),
  AdminInitiateAuth: (own) => ({
    ...ofClient(own),
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: password(own),
  }),
  RespondToAuthChallenge: choice,
  AdminRespondToAuthChallenge: (own) => ({ ...inPool(own), ...choice(own) }),
  RevokeToken: (own) => ({ ClientId: own.client, Token: own.refreshToken }),
  GetClientToken: ({ machine, resourceServer }) => ({
    ClientId: machine.client,
    Secret: machine.secret,
    Scopes: [`${resourceServer}/read`],
  }),
  GetTokensFromRefreshToken: (own) => ({
    ClientId: own.client,
    RefreshToken: own.refreshToken,
    DeviceKey: own.deviceKey,
  }),
  ConfirmDevice: ({ newDevice }) => ({
    AccessToken: newDevice.accessToken,
    DeviceKey: newDevice.key,
    DeviceSecretVerifierConfig: newDevice.secret,
  }),
  GetDevice: ownDevice,
  ForgetDevice: ownDevice,
  ListDevices: (own) => ({ ...withToken(own), Limit: 1 }),
  UpdateDeviceStatus: (own) => ({ ...ownDevice(own), ...remembered }),
  AdminGetDevice: ofDevice,
  AdminForgetDevice: ofDevice,
  AdminListDevices: (own) => ({ ...ofUser(own), Limit: 1 }),
  AdminUpdateDeviceStatus: (own) => ({ ...ofDevice(own), ...remembered }),
  GetUser: withToken,
  GlobalSignOut: withToken,
  ListUserSessions: withToken,
  RevokeUserSession: (own) => ({ ...withToken(own), SessionId: own.sessionId }),
  ChangePassword: (own) => ({ ...withToken(own), PreviousPassword: PASSWORD, ProposedPassword: NEXT_PASSWORD }),
  UpdateUserAttributes: (own) => ({ ...withToken(own), UserAttributes: [{ Name: 'custom:team', Value: 'a' }] }),
  DeleteUserAttributes: (own) => ({ ...withToken(own), UserAttributeNames: ['custom:team'] }),
  DeleteUser: withToken,
  GetUserAttributeVerificationCode: (own) => ({ ...withToken(own), AttributeName: 'email' }),
  VerifyUserAttribute: (own) => ({ ...withToken(own), AttributeName: 'email', Code: own.attributeCode }),
  GetUserAuthFactors: withToken,
  AdminGetUserAuthFactors: ofUser,
  SetUserSettings: (own) => ({ ...withToken(own), MFAOptions: [] }),
  AdminSetUserSettings: (own) => ({ ...ofUser(own), MFAOptions: [] }),
  StartWebAuthnRegistration: ofOwner,
  CompleteWebAuthnRegistration: (own) => ({ ...ofOwner(own), Credential: own.newCredential }),
  ListWebAuthnCredentials: (own) => ({ ...ofOwner(own), MaxResults: 1 }),
  DeleteWebAuthnCredential: (own) => ({ ...ofOwner(own), CredentialId: own.credentialId }),
  AssociateSoftwareToken: withToken,
  VerifySoftwareToken: (own) => ({ ...withToken(own), UserCode: own.userCode, FriendlyDeviceName: 'app' }),
  SetUserMFAPreference: (own) => ({ ...withToken(own), ...PREFERENCE }),
  AdminSetUserMFAPreference: (own) => ({ ...inPool(own), Username: own.protected, ...PREFERENCE }),
  AdminDeleteSoftwareToken: (own) => ({ ...inPool(own), Username: own.protected }),
  CreateUserPoolDomain: (own) => ({
    ...inPool(own),
    Domain: 'login.example.org',
    CustomDomainConfig: { CertificateArn: CERTIFICATE },
  }),
  DescribeUserPoolDomain: ({ domain }) => ({ Domain: domain }),
  UpdateUserPoolDomain: (own) => ({ ...ofDomain(own), ManagedLoginVersion: 2 }),
  DeleteUserPoolDomain: ofDomain,
  GetUICustomization: ofClient,
  SetUICustomization: (own) => ({ ...ofClient(own), CSS: '.logo-customizable {}' }),
  CreateManagedLoginBranding: (own) => ({
    ...inPool(own),
    ClientId: own.bareClient,
    UseCognitoProvidedValues: true,
  }),
  DescribeManagedLoginBranding: ofStyle,
  DescribeManagedLoginBrandingByClient: ofClient,
  UpdateManagedLoginBranding: (own) => ({ ...ofStyle(own), UseCognitoProvidedValues: true }),
  DeleteManagedLoginBranding: ofStyle,
  CreateTerms: (own) => ({
    ...inPool(own),
    ClientId: own.bareClient,
    TermsName: 'terms-of-use',
    TermsSource: 'LINK',
    Enforcement: 'NONE',
    Links: LINKS,
  }),
  DescribeTerms: ofTerms,
  DescribeTermsByClient: (own) => ({ ...ofClient(own), TermsName: 'terms-of-use' }),
  UpdateTerms: (own) => ({ ...ofTerms(own), Links: LINKS }),
  DeleteTerms: ofTerms,
  ListTerms: (own) => ({ ...inPool(own), MaxResults: 1 }),
  SetRiskConfiguration: (own) => ({
    ...ofClient(own),
    AccountTakeoverRiskConfiguration: {
      Actions: { LowAction: noAction, MediumAction: noAction, HighAction: noAction },
    },
  }),
  DescribeRiskConfiguration: ofClient,
};
