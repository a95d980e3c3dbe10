import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { CERTIFICATE, HOST } from '../branding/domains.ts';
import { base64, png } from '../branding/setup.ts';
import { stackOf, type Template } from './cloudformation.ts';

type Scope = Stack;

/** Cognito's resources in a stack that the CDK synthesises, by the names that `build` gives them. */
function synthesised(build: (scope: Scope) => unknown): Template {
  const stack = new Stack(new App(), 'Users', { env: { region: 'us-east-1', account: '123456789012' } });
  build(stack);
  const resources: Template = Synthesised.fromStack(stack).toJSON().Resources;
  return Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type.startsWith('AWS::Cognito::')));
}

const importedFunction = (scope: Scope) =>
  LambdaFunction.fromFunctionAttributes(scope, 'Trigger', {
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:trigger',
    sameEnvironment: true,
  });

/** A pool with as many settings as are built. */
const FULL: cognito.UserPoolProps = {
  userPoolName: 'people',
  selfSignUpEnabled: true,
  signInAliases: { username: true, email: true, preferredUsername: true },
  signInCaseSensitive: false,
  autoVerify: { email: true, phone: true },
  keepOriginal: { email: true, phone: true },
  standardAttributes: {
    email: { required: true, mutable: true },
    fullname: { required: false, mutable: false },
    lastUpdateTime: { required: false, mutable: true },
  },
  customAttributes: {
    team: new cognito.StringAttribute({ minLen: 2, maxLen: 40, mutable: true }),
    level: new cognito.NumberAttribute({ min: 1, max: 9 }),
    member: new cognito.BooleanAttribute({ mutable: true }),
    joined: new cognito.DateTimeAttribute(),
  },
  passwordPolicy: {
    minLength: 12,
    requireDigits: true,
    requireLowercase: true,
    requireSymbols: false,
    requireUppercase: false,
    tempPasswordValidity: Duration.days(3),
    passwordHistorySize: 5,
  },
  signInPolicy: { allowedFirstAuthFactors: { password: true } },
  userVerification: {
    emailSubject: 'Verify',
    emailBody: 'The code is {####}',
    emailStyle: cognito.VerificationEmailStyle.CODE,
    smsMessage: 'Code {####}',
  },
  userInvitation: {
    emailSubject: 'Welcome',
    emailBody: 'Hello {username}, the password is {####}',
    smsMessage: '{username}: {####}',
  },
  mfa: cognito.Mfa.OFF,
  mfaMessage: 'Your code is {####}',
  enableSmsRole: true,
  smsRoleExternalId: 'external',
  snsRegion: 'us-east-1',
  accountRecovery: cognito.AccountRecovery.EMAIL_AND_PHONE_WITHOUT_MFA,
  deletionProtection: false,
  featurePlan: cognito.FeaturePlan.ESSENTIALS,
  email: cognito.UserPoolEmail.withSES({
    fromEmail: 'hello@example.com',
    fromName: 'Example',
    replyTo: 'reply@example.com',
    sesRegion: 'us-east-1',
    configurationSetName: 'mail',
  }),
};

/** Every kind of resource, with as many settings as are built. */
const everything = synthesised((scope) => {
  const pool = new cognito.UserPool(scope, 'Pool', FULL);
  const { userPoolId } = pool;
  const read = new cognito.ResourceServerScope({ scopeName: 'read', scopeDescription: 'Reads' });
  const write = new cognito.ResourceServerScope({ scopeName: 'write', scopeDescription: 'Writes' });
  const api = pool.addResourceServer('Api', {
    identifier: 'https://api',
    userPoolResourceServerName: 'API',
    scopes: [read, write],
  });
  const attributes = new cognito.ClientAttributes()
    .withStandardAttributes({ email: true })
    .withCustomAttributes('team');
  const web = pool.addClient('Web', {
    userPoolClientName: 'web',
    authFlows: { userSrp: true, userPassword: true, adminUserPassword: true, custom: true },
    accessTokenValidity: Duration.minutes(20),
    idTokenValidity: Duration.hours(2),
    refreshTokenValidity: Duration.days(10),
    authSessionValidity: Duration.minutes(15),
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    readAttributes: attributes,
    writeAttributes: attributes,
    supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
    oAuth: {
      flows: { authorizationCodeGrant: true, implicitCodeGrant: true },
      scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.PROFILE, cognito.OAuthScope.resourceServer(api, read)],
      callbackUrls: ['https://example.com/in', 'http://localhost:3000'],
      logoutUrls: ['https://example.com/out'],
      defaultRedirectUri: 'https://example.com/in',
    },
  });
  const machine = pool.addClient('Machine', {
    generateSecret: true,
    authFlows: { userSrp: true },
    enablePropagateAdditionalUserContextData: true,
    oAuth: { flows: { clientCredentials: true }, scopes: [cognito.OAuthScope.resourceServer(api, write)] },
  });
  const rotating = pool.addClient('Rotating', {
    refreshTokenRotationGracePeriod: Duration.seconds(30),
    authFlows: { userSrp: true },
  });
  rotating.node.addDependency(machine);
  const prefix = pool.addDomain('Prefix', {
    cognitoDomain: { domainPrefix: 'people-of-example' },
    managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
  new cognito.CfnUserPoolDomain(scope, 'Custom', {
    userPoolId,
    domain: HOST,
    customDomainConfig: { certificateArn: CERTIFICATE },
    managedLoginVersion: 1,
  });
  const group = new cognito.CfnUserPoolGroup(scope, 'Editors', {
    userPoolId,
    groupName: 'editors',
    description: 'Those who edit',
    precedence: 0,
    roleArn: 'arn:aws:iam::123456789012:role/editor',
  });
  const ada = new cognito.CfnUserPoolUser(scope, 'Ada', {
    userPoolId,
    username: 'ada',
    userAttributes: [{ name: 'email', value: 'ada@example.com' }],
  });
  const member = new cognito.CfnUserPoolUserToGroupAttachment(scope, 'Member', {
    userPoolId,
    groupName: 'editors',
    username: 'ada',
  });
  member.node.addDependency(group, ada);
  const clientId = web.userPoolClientId;
  const lookOfAll = new cognito.CfnUserPoolUICustomizationAttachment(scope, 'LookOfAll', {
    userPoolId,
    clientId: 'ALL',
    css: '.banner-customizable { background-color: #eeeeee; }',
  });
  const look = new cognito.CfnUserPoolUICustomizationAttachment(scope, 'Look', {
    userPoolId,
    clientId,
    css: '.banner-customizable { background-color: #ffffff; }',
  });
  const style = new cognito.CfnManagedLoginBranding(scope, 'Style', {
    userPoolId,
    clientId,
    useCognitoProvidedValues: false,
    settings: { categories: { global: { colorSchemeMode: 'DARK' } } },
    assets: [{ category: 'FORM_LOGO', colorMode: 'LIGHT', extension: 'PNG', bytes: base64(png()) }],
  });
  for (const one of [lookOfAll, look, style]) one.node.addDependency(prefix);
  new cognito.CfnTerms(scope, 'Terms', {
    userPoolId,
    clientId,
    termsName: 'terms-of-use',
    termsSource: 'LINK',
    enforcement: 'NONE',
    links: { 'cognito:default': 'https://example.com/terms' },
  });
  new cognito.CfnUserPoolRiskConfigurationAttachment(scope, 'Risk', {
    userPoolId,
    clientId,
    compromisedCredentialsRiskConfiguration: { eventFilter: ['SIGN_IN'], actions: { eventAction: 'NO_ACTION' } },
    riskExceptionConfiguration: { skippedIpRangeList: ['203.0.113.0/24'] },
  });
  new cognito.CfnUserPoolRiskConfigurationAttachment(scope, 'RiskOfAll', {
    userPoolId,
    clientId: 'ALL',
    riskExceptionConfiguration: { skippedIpRangeList: ['198.51.100.0/24'] },
  });
  new cognito.CfnLogDeliveryConfiguration(scope, 'Logs', {
    userPoolId,
    logConfigurations: [
      {
        eventSource: 'userNotification',
        logLevel: 'ERROR',
        cloudWatchLogsConfiguration: { logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:people' },
      },
    ],
  });
});

type Members = Readonly<Record<string, unknown>>;

/** The only resource whose logical id begins like this; the CDK adds a hash to each. */
function idOf(name: string): string {
  const [id, ...others] = Object.keys(everything).filter(
    (one) => /^[0-9A-F]{8}$|^$/.test(one.slice(name.length)) && one.startsWith(name),
  );
  if (id === undefined || others.length > 0) throw new Error(`There must be one ${name}.`);
  return id;
}

/** The template with other properties of some resources. An undefined one is taken away. */
function changed(changes: Readonly<Record<string, Members>>): Template {
  const others = Object.entries(changes).map(([name, members]) => {
    const resource = everything[idOf(name)]!;
    const properties = Object.entries({ ...resource.Properties, ...members }).filter(
      ([, value]) => value !== undefined,
    );
    return [idOf(name), { ...resource, Properties: Object.fromEntries(properties) }];
  });
  return { ...everything, ...Object.fromEntries(others) };
}

const poolId = idOf('Pool');

describe("the CDK's user pools", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await createTestApp({ notificationLog: { write: async () => {} } });
  });

  it('have a resource of every kind of Cognito whose operations are built', () => {
    const types = new Set(Object.values(everything).map(({ Type }) => Type.slice('AWS::Cognito::'.length)));
    expect([...types].sort()).toEqual([
      'LogDeliveryConfiguration',
      'ManagedLoginBranding',
      'Terms',
      'UserPool',
      'UserPoolClient',
      'UserPoolDomain',
      'UserPoolGroup',
      'UserPoolResourceServer',
      'UserPoolRiskConfigurationAttachment',
      'UserPoolUICustomizationAttachment',
      'UserPoolUser',
      'UserPoolUserToGroupAttachment',
    ]);
  });

  it('are created without settings, and deleted', async () => {
    const stack = stackOf(app);
    await stack.deploy(synthesised((scope) => new cognito.UserPool(scope, 'Pool').addClient('Client')));
    await stack.remove();
  });

  it('are created, read, deployed again without a change, and deleted', async () => {
    const stack = stackOf(app);
    await stack.deploy(everything);
    const first = await stack.read();
    app.advance(1_000);
    await stack.deploy(everything);
    const second = await stack.read();
    for (const [name, properties] of Object.entries(first)) {
      // These tell when something was written.
      const { LastModifiedDate, UserLastModifiedDate, Version, CSSVersion, ...rest } = properties;
      expect(second[name], name).toMatchObject(rest);
    }
    await stack.remove();
  });

  it('are updated, and go back to what they were', async () => {
    const stack = stackOf(app);
    await stack.deploy(everything);
    const { Properties: pool } = everything[poolId]!;
    const withMore = changed({
      Pool: {
        UserPoolName: 'renamed',
        AutoVerifiedAttributes: ['email'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
        DeletionProtection: 'INACTIVE',
        Policies: { PasswordPolicy: { MinimumLength: 20, RequireSymbols: true, TemporaryPasswordValidityDays: 9 } },
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
        EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
        UserPoolTags: { stage: 'test' },
        UserPoolTier: 'PLUS',
        Schema: [...pool.Schema, { Name: 'later', AttributeDataType: 'String', Mutable: true }],
      },
      PoolWeb: {
        ClientName: 'website',
        AccessTokenValidity: 90,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
        RefreshTokenValidity: 5,
        CallbackURLs: ['https://example.com/other'],
        DefaultRedirectURI: undefined,
        LogoutURLs: undefined,
        WriteAttributes: undefined,
        PreventUserExistenceErrors: 'LEGACY',
      },
      PoolApi: {
        Name: 'The API',
        Scopes: [
          { ScopeName: 'read', ScopeDescription: 'Reads' },
          { ScopeName: 'write', ScopeDescription: 'W' },
        ],
      },
      PoolPrefix: { ManagedLoginVersion: 1 },
      Editors: { Description: 'Editors', Precedence: 7 },
      Look: { CSS: '.logo-customizable { max-width: 50%; }' },
      Style: { Settings: { categories: { global: { colorSchemeMode: 'LIGHT' } } }, Assets: [] },
      Terms: { Links: { 'cognito:default': 'https://example.com/new' } },
      Risk: { RiskExceptionConfiguration: undefined },
    });
    await stack.deploy(withMore);
    const updated = await stack.read();
    expect(updated[poolId]!.UserPoolTags).toEqual({ stage: 'test' });
    for (const name of ['DefaultRedirectURI', 'LogoutURLs', 'WriteAttributes']) {
      expect(updated[idOf('PoolWeb')]).not.toHaveProperty(name);
    }
    expect(updated[idOf('Risk')]).not.toHaveProperty('RiskExceptionConfiguration');
    await stack.deploy(everything);
    await stack.remove();
  });

  it('lose a setting that the template has no more', async () => {
    const stack = stackOf(app);
    await stack.deploy(everything);
    const gone = ['EmailConfiguration', 'AccountRecoverySetting', 'SmsAuthenticationMessage', 'AdminCreateUserConfig'];
    const messages = [
      'VerificationMessageTemplate',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'SmsVerificationMessage',
    ];
    const absent = Object.fromEntries([...gone, ...messages].map((name) => [name, undefined]));
    await stack.deploy(changed({ Pool: absent }));
    const { [poolId]: pool } = await stack.read();
    expect(pool).toMatchObject({
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
    });
    for (const name of ['AccountRecoverySetting', 'SmsAuthenticationMessage', ...messages.slice(1)]) {
      expect(pool, name).not.toHaveProperty(name);
    }
    expect(pool!.AdminCreateUserConfig).not.toHaveProperty('InviteMessageTemplate');
    await stack.remove();
  });

  it('are protected while the template says so', async () => {
    const stack = stackOf(app);
    const isProtected = (deletionProtection: boolean) =>
      synthesised((scope) => new cognito.UserPool(scope, 'Pool', { deletionProtection }));
    await stack.deploy(isProtected(true));
    const [UserPoolId] = Object.values(stack.ids());
    await expect(app.call('DeleteUserPool', { UserPoolId })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await stack.deploy(isProtected(false));
    await stack.remove();
  });

  /** Settings of pools that have MFA and other first factors. */
  const FACTORS = {
    'an authenticator app, which everybody needs': {
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
    },
    'SMS, which nobody needs': { mfa: cognito.Mfa.OPTIONAL, autoVerify: { phone: true }, mfaMessage: 'Code {####}' },
    'every second factor': {
      mfa: cognito.Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: true, email: true },
      mfaMessage: 'Code {####}',
      email: cognito.UserPoolEmail.withSES({ fromEmail: 'hello@example.com', sesRegion: 'us-east-1' }),
      accountRecovery: cognito.AccountRecovery.EMAIL_AND_PHONE_WITHOUT_MFA,
    },
    'codes as first factors': {
      mfa: cognito.Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      signInPolicy: { allowedFirstAuthFactors: { password: true, emailOtp: true, smsOtp: true } },
    },
    passkeys: {
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
      passkeyRelyingPartyId: 'example.com',
      passkeyUserVerification: cognito.PasskeyUserVerification.REQUIRED,
    },
  } satisfies Readonly<Record<string, cognito.UserPoolProps>>;
  type Factors = keyof typeof FACTORS;

  const withFactors = (name: Factors, more: Members = {}): Template =>
    synthesised((scope) => {
      const { node } = new cognito.UserPool(scope, 'Pool', { userPoolName: 'people', ...FACTORS[name] });
      const pool = node.defaultChild as cognito.CfnUserPool;
      // The CDK's pool has no argument for these properties.
      for (const [property, value] of Object.entries(more)) pool.addPropertyOverride(property, value);
    });
  const MAIL = { EmailAuthenticationMessage: 'Your code is {####}', EmailAuthenticationSubject: 'Sign in' };
  const poolOf = async (stack: ReturnType<typeof stackOf>) => Object.values(await stack.read())[0]!;

  it.each<readonly [Factors, Members, Members]>([
    [
      'an authenticator app, which everybody needs',
      {},
      { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
    ],
    [
      'SMS, which nobody needs',
      {},
      { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SMS_MFA'], SmsAuthenticationMessage: 'Code {####}' },
    ],
    [
      'every second factor',
      MAIL,
      { EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'], SmsAuthenticationMessage: 'Code {####}', ...MAIL },
    ],
    [
      'codes as first factors',
      {},
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] } } },
    ],
    ['passkeys', {}, { MfaConfiguration: 'OFF', EnabledMfas: [], WebAuthnUserVerification: 'required' }],
    [
      'passkeys',
      {
        MfaConfiguration: 'ON',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      },
      { MfaConfiguration: 'ON', WebAuthnRelyingPartyID: 'example.com' },
    ],
  ])('with %s are created, read, deployed again without a change, and deleted', async (name, more, shown) => {
    const template = withFactors(name, more);
    const stack = stackOf(app);
    await stack.deploy(template);
    const first = await poolOf(stack);
    expect(first).toMatchObject(shown);
    app.advance(1_000);
    await stack.deploy(template);
    const { LastModifiedDate, ...rest } = first;
    expect(await poolOf(stack)).toMatchObject(rest);
    await stack.remove();
  });

  it.each([
    { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
    { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: false },
  ])(
    'that remember devices are created, read, deployed again without a change, and forget how: %o',
    async (tracking) => {
      const withDevices = (deviceTracking?: cognito.DeviceTracking) =>
        synthesised((scope) => new cognito.UserPool(scope, 'Pool', { userPoolName: 'people', deviceTracking }));
      const stack = stackOf(app);
      await stack.deploy(withDevices(tracking));
      const first = await poolOf(stack);
      expect(first.DeviceConfiguration).toEqual({
        ChallengeRequiredOnNewDevice: tracking.challengeRequiredOnNewDevice,
        DeviceOnlyRememberedOnUserPrompt: tracking.deviceOnlyRememberedOnUserPrompt,
      });
      await stack.deploy(withDevices(tracking));
      expect((await poolOf(stack)).DeviceConfiguration).toEqual(first.DeviceConfiguration);
      await stack.deploy(withDevices());
      expect(await poolOf(stack)).not.toHaveProperty('DeviceConfiguration');
      await stack.remove();
    },
  );

  it('get other factors, and lose them where the template says that MFA is off', async () => {
    const stack = stackOf(app);
    await stack.deploy(synthesised((scope) => new cognito.UserPool(scope, 'Pool', { userPoolName: 'people' })));
    expect(await poolOf(stack)).toMatchObject({ MfaConfiguration: 'OFF', EnabledMfas: [] });
    await stack.deploy(withFactors('an authenticator app, which everybody needs'));
    await stack.deploy(withFactors('every second factor', MAIL));
    await stack.deploy(withFactors('every second factor', { EnabledMfas: ['SMS_MFA'] }));
    expect(await poolOf(stack)).toMatchObject({ MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SMS_MFA'] });
    expect((await poolOf(stack)).EmailAuthenticationMessage).toBeUndefined();
    await stack.deploy(withFactors('passkeys', { MfaConfiguration: 'OFF' }));
    expect(await poolOf(stack)).toMatchObject({ EnabledMfas: [], WebAuthnRelyingPartyID: 'example.com' });
    await stack.remove();
  });

  it.each<readonly [string, Factors, Members, string]>([
    [
      'a second factor that the pool cannot have yet',
      'every second factor',
      { EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' } },
      'Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.',
    ],
    [
      'codes as first factors where everybody needs a second one',
      'codes as first factors',
      { MfaConfiguration: 'ON' },
      'Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled',
    ],
  ])('are refused for %s', async (_, name, more, message) => {
    await expect(stackOf(app).deploy(withFactors(name, more))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message,
    });
  });

  it('have functions for sign-ups and messages', async () => {
    const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const template = synthesised((scope) => {
      const trigger = importedFunction(scope);
      return new cognito.UserPool(scope, 'Pool', {
        customSenderKmsKey: Key.fromKeyArn(scope, 'Key', keyArn),
        lambdaTriggers: {
          preSignUp: trigger,
          postConfirmation: trigger,
          customMessage: trigger,
          customEmailSender: trigger,
          customSmsSender: trigger,
        },
      });
    });
    const stack = stackOf(app);
    await stack.deploy(template);
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:trigger';
    expect((await poolOf(stack)).LambdaConfig).toEqual({
      PreSignUp: arn,
      PostConfirmation: arn,
      CustomMessage: arn,
      CustomEmailSender: { LambdaVersion: 'V1_0', LambdaArn: arn },
      CustomSMSSender: { LambdaVersion: 'V1_0', LambdaArn: arn },
      KMSKeyID: keyArn,
    });
    await stack.remove();
  });

  const plus = { featurePlan: cognito.FeaturePlan.PLUS };
  it.each<readonly [string, (scope: Scope) => cognito.UserPoolProps]>([
    [
      'UserPoolAddOns.AdvancedSecurityMode other than OFF',
      () => ({ ...plus, standardThreatProtectionMode: cognito.StandardThreatProtectionMode.FULL_FUNCTION }),
    ],
  ])('are refused for %s, until that is built', async (setting, props) => {
    const template = synthesised((scope) => new cognito.UserPool(scope, 'Pool', props(scope)));
    await expect(stackOf(app).deploy(template)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `${setting} is not supported by this version of Ownpool.`,
    });
  });

  it.each<readonly [string, string, (scope: Scope, userPoolId: string) => unknown]>([
    [
      'CreateIdentityProvider',
      'UnsupportedOperationException',
      (scope, userPoolId) =>
        new cognito.CfnUserPoolIdentityProvider(scope, 'Provider', {
          userPoolId,
          providerName: 'Example',
          providerType: 'OIDC',
          providerDetails: { client_id: 'a', oidc_issuer: 'https://example.com' },
        }),
    ],
    [
      'CreateUserPoolReplica',
      'OperationNotEnabledException',
      (scope, userPoolId) => new cognito.CfnUserPoolReplica(scope, 'Replica', { userPoolId, regionName: 'eu-west-1' }),
    ],
    [
      'SetRiskConfiguration',
      'UserPoolAddOnNotEnabledException',
      (scope, userPoolId) =>
        new cognito.CfnUserPoolRiskConfigurationAttachment(scope, 'Risk', {
          userPoolId,
          clientId: 'ALL',
          compromisedCredentialsRiskConfiguration: { actions: { eventAction: 'BLOCK' } },
        }),
    ],
  ])('have resources whose %s answers %s, until that is built', async (operation, name, build) => {
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'p' });
    const [resource] = Object.values(synthesised((scope) => build(scope, UserPool.Id)));
    await expect(app.call(operation, resource!.Properties)).rejects.toMatchObject({ name });
  });
});
