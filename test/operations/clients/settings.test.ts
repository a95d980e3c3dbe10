import { beforeAll, describe, expect, it } from 'vitest';
import type { ExceptionName } from '#core/errors.ts';
import { testApp } from '#test/app.ts';
import { addPools, createClient, POOL_ID, testPool } from './fixtures.ts';

const LITE_ID = 'us-east-1_Lite00001';
const STRICT_ID = 'us-east-1_Strict001';
const CODE = { AllowedOAuthFlows: ['code'], CallbackURLs: ['https://a.example/cb'], AllowedOAuthScopes: ['openid'] };
const M2M = { GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] };
const ROTATION = { RefreshTokenRotation: { Feature: 'ENABLED' } };
const ARN = 'arn:aws:mobiletargeting:us-east-1:123456789012:apps/d70b2ba36a8c4dc5a04a0451a31a1e12';
const ROLE = 'arn:aws:iam::123456789012:role/pinpoint';
const ID = 'd70b2ba36a8c4dc5a04a0451a31a1e12';

const RANGE = 'Invalid range for token validity.';
const ORDER = 'Access and Id Token expiration times must be less than or equal to refresh token expiration times.';
const MIXED = "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.";
const OAUTH =
  'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.';
const ANALYTICS =
  'Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid';
const READ = (doing: string) => `Invalid read attributes specified while ${doing} a client`;
const WRITE = (doing: string) => `Invalid write attributes specified while ${doing} a client`;

type Refusal = readonly [
  what: string,
  input: object,
  message: string | ((doing: string) => string),
  name?: ExceptionName,
];

/** Refused alike by Create and Update. */
const REFUSED: readonly Refusal[] = [
  ['an access token of 4 minutes', { AccessTokenValidity: 4, TokenValidityUnits: { AccessToken: 'minutes' } }, RANGE],
  ['an access token of 25 hours', { AccessTokenValidity: 25 }, RANGE],
  ['an ID token of 299 seconds', { IdTokenValidity: 299, TokenValidityUnits: { IdToken: 'seconds' } }, RANGE],
  ['an ID token of 2 days', { IdTokenValidity: 2, TokenValidityUnits: { IdToken: 'days' } }, RANGE],
  [
    'a refresh token of 59 minutes',
    { RefreshTokenValidity: 59, TokenValidityUnits: { RefreshToken: 'minutes' } },
    RANGE,
  ],
  ['a refresh token of 3651 days', { RefreshTokenValidity: 3651 }, RANGE],
  ['a unit of access tokens alone', { TokenValidityUnits: { AccessToken: 'minutes' } }, RANGE],
  ['a unit of ID tokens alone', { TokenValidityUnits: { IdToken: 'seconds' } }, RANGE],
  ['a unit of refresh tokens alone', { TokenValidityUnits: { RefreshToken: 'minutes' } }, RANGE],
  [
    'an access token that outlives the refresh token',
    { AccessTokenValidity: 2, RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: 'hours' } },
    ORDER,
  ],
  [
    'an ID token that outlives the refresh token',
    { IdTokenValidity: 61, RefreshTokenValidity: 1, TokenValidityUnits: { IdToken: 'minutes', RefreshToken: 'hours' } },
    ORDER,
  ],
  ['old and new flow names', { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ADMIN_NO_SRP_AUTH'] }, MIXED],
  ['old names after new ones', { ExplicitAuthFlows: ['USER_PASSWORD_AUTH', 'ALLOW_CUSTOM_AUTH'] }, MIXED],
  [
    'the client token flow with others',
    { ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH', 'ALLOW_USER_AUTH'] },
    'ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flow names.',
  ],
  [
    'rotation with REFRESH_TOKEN_AUTH',
    { ...ROTATION, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    'ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.',
  ],
  [
    'an unknown provider',
    { SupportedIdentityProviders: ['COGNITO', 'Google'] },
    `The provider Google does not exist for User Pool ${POOL_ID}.`,
  ],
  ['an unknown attribute to read', { ReadAttributes: ['email', 'custom:other'] }, READ],
  ['an unknown attribute to write', { WriteAttributes: ['email', 'team'] }, WRITE],
  ['writing sub', { WriteAttributes: ['sub'] }, WRITE],
  ['writing email_verified', { WriteAttributes: ['email', 'email_verified'] }, WRITE],
  ['writing phone_number_verified', { WriteAttributes: ['phone_number_verified'] }, WRITE],
  ['no analytics application', { AnalyticsConfiguration: { UserDataShared: true } }, ANALYTICS],
  ['an analytics id without a role', { AnalyticsConfiguration: { ApplicationId: ID } }, ANALYTICS],
  ['an analytics ARN with an id', { AnalyticsConfiguration: { ApplicationArn: ARN, ApplicationId: ID } }, ANALYTICS],
  ['an analytics ARN with a role', { AnalyticsConfiguration: { ApplicationArn: ARN, RoleArn: ROLE } }, ANALYTICS],
  [
    'an analytics ARN with an external id',
    { AnalyticsConfiguration: { ApplicationArn: ARN, ExternalId: 'x' } },
    ANALYTICS,
  ],
  [
    'context data without a secret',
    { EnablePropagateAdditionalUserContextData: true },
    'Client Secret is required to set EnablePropagateAdditionalUserContextData as true',
  ],
  ['OAuth without flows', { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ['openid'] }, OAUTH],
  ['OAuth without scopes', { ...CODE, AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: [] }, OAUTH],
  [
    'the code flow without callbacks',
    { ...CODE, CallbackURLs: [] },
    'CallbackUrls can not be empty when code flow or implicit flow is selected',
    'InvalidOAuthFlowException',
  ],
  [
    'the implicit flow without callbacks',
    { AllowedOAuthFlows: ['implicit'] },
    'CallbackUrls can not be empty when code flow or implicit flow is selected',
    'InvalidOAuthFlowException',
  ],
  [
    'client_credentials with code',
    { ...CODE, AllowedOAuthFlows: ['code', 'client_credentials'] },
    'client_credentials flow can not be selected along with code flow or implicit flow.',
    'InvalidOAuthFlowException',
  ],
  [
    'client_credentials without a secret',
    { AllowedOAuthFlows: ['client_credentials'] },
    'client_credentials flow can not be selected if client does not have a client secret.',
    'InvalidOAuthFlowException',
  ],
  [
    "a resource server's scope",
    { ...CODE, AllowedOAuthScopes: ['openid', 'api/read'] },
    'Invalid scope requested: api/read',
    'ScopeDoesNotExistException',
  ],
  [
    'an unknown scope without OAuth',
    { AllowedOAuthScopes: ['Cognito'] },
    'Invalid scope requested: Cognito',
    'ScopeDoesNotExistException',
  ],
  ...['http://a.example/cb', 'HTTP://a.example', 'http://localhost.a.example', 'http://localhost@a.example/'].flatMap(
    (url): Refusal[] => [
      [`the callback ${url}`, { ...CODE, CallbackURLs: [url] }, `${url} cannot use the HTTP protocol.`],
      [`the logout URL ${url}`, { LogoutURLs: [url] }, `${url} cannot use the HTTP protocol.`],
    ],
  ),
  ...['a.example/cb', '/cb', 'https://'].map(
    (url): Refusal => [`the callback ${url}`, { CallbackURLs: [url] }, `${url} is not an absolute URI.`],
  ),
  [
    'a callback that is a script',
    { CallbackURLs: ['javascript:x'] },
    'javascript:x cannot use the javascript: scheme.',
  ],
  ['a logout URL of data', { LogoutURLs: ['data:,x'] }, 'data:,x cannot use the data: scheme.'],
  ['a fragment', { CallbackURLs: ['https://a.example/cb#x'] }, 'https://a.example/cb#x cannot use fragment'],
  [
    'a default that is no callback',
    { ...CODE, DefaultRedirectURI: 'https://a.example/cb/' },
    'The default redirect URI https://a.example/cb/ is not in the callback URIs list.',
  ],
];

function refusalOf([, input, text, name = 'InvalidParameterException']: Refusal, doing: string) {
  return { input, name, message: typeof text === 'string' ? text : text(doing) };
}

describe('settings of an app client', () => {
  const app = testApp();
  let existing: string;
  beforeAll(async () => {
    await addPools(
      app,
      testPool(),
      testPool({ id: LITE_ID, userPoolTier: 'LITE' }),
      testPool({
        id: STRICT_ID,
        schema: testPool().schema.map((one) => (one.name === 'email' ? { ...one, required: true } : one)),
      }),
    );
    existing = (await createClient(app)).ClientId;
  });

  it.each(REFUSED.map((refusal) => [refusal[0], refusal] as const))(
    'CreateUserPoolClient refuses %s',
    async (_, refusal) => {
      const { input, ...error } = refusalOf(refusal, 'creating');
      await expect(createClient(app, input)).rejects.toMatchObject(error);
    },
  );

  it.each(REFUSED.map((refusal) => [refusal[0], refusal] as const))(
    'UpdateUserPoolClient refuses %s',
    async (_, refusal) => {
      const { input, ...error } = refusalOf(refusal, 'updating');
      const request = { UserPoolId: POOL_ID, ClientId: existing, ...input };
      await expect(app.call('UpdateUserPoolClient', request)).rejects.toMatchObject(error);
    },
  );

  it('leaves a client alone whose update was refused', async () => {
    const ids = { UserPoolId: POOL_ID, ClientId: existing };
    const before = await app.call('DescribeUserPoolClient', ids);
    await expect(app.call('UpdateUserPoolClient', { ...ids, AccessTokenValidity: 25 })).rejects.toThrow(RANGE);
    expect(await app.call('DescribeUserPoolClient', ids)).toEqual(before);
  });

  it.each<readonly [string, object]>([
    [
      'access and ID tokens of 5 minutes',
      {
        AccessTokenValidity: 300,
        IdTokenValidity: 5,
        TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'minutes' },
      },
    ],
    [
      'access and ID tokens of a day',
      { AccessTokenValidity: 1, IdTokenValidity: 24, TokenValidityUnits: { AccessToken: 'days' } },
    ],
    [
      'a refresh token of an hour, like the others by default',
      { RefreshTokenValidity: 60, TokenValidityUnits: { RefreshToken: 'minutes' } },
    ],
    ['a refresh token of 3650 days', { RefreshTokenValidity: 3650 }],
    [
      'default units without values',
      { TokenValidityUnits: { AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' } },
    ],
    ['rotation and no flows', ROTATION],
    ['rotation and flows without refresh', { ...ROTATION, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }],
    [
      'a disabled rotation and refresh',
      { RefreshTokenRotation: { Feature: 'DISABLED' }, ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] },
    ],
    ['flows without refresh', { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] }],
    ['old flow names', { ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH'] }],
    [
      'loopback callbacks',
      { ...CODE, CallbackURLs: ['http://localhost', 'http://127.0.0.1:8080/cb', 'http://[::1]:3000'] },
    ],
    ["an app's own scheme", { ...CODE, CallbackURLs: ['myapp://', 'com.example.app:/cb'] }],
    ['flows while OAuth is off', CODE],
    ['analytics by ARN', { AnalyticsConfiguration: { ApplicationArn: ARN, UserDataShared: false } }],
    ['analytics by id and role', { AnalyticsConfiguration: { ApplicationId: ID, RoleArn: ROLE } }],
    ['client_credentials without scopes', M2M],
    ['the attributes of a profile', { ReadAttributes: ['oidc:profile', 'email'], WriteAttributes: ['oidc:profile'] }],
    ['custom attributes', { ReadAttributes: ['sub', 'custom:team'], WriteAttributes: ['custom:team'] }],
  ])('accepts %s', async (_, input) => {
    const { GenerateSecret: __, RefreshTokenRotation, ...members } = input as Record<string, unknown>;
    expect(await createClient(app, input)).toMatchObject({
      ...members,
      ...(typeof RefreshTokenRotation === 'object' && {
        RefreshTokenRotation: { ...RefreshTokenRotation, RetryGracePeriodSeconds: 0 },
      }),
    });
  });

  it('refuses personal scopes for a machine', async () => {
    await expect(createClient(app, { ...M2M, AllowedOAuthScopes: ['openid'] })).rejects.toMatchObject({
      name: 'InvalidOAuthFlowException',
      message: 'openid is not supported with client_credentials flow',
    });
  });

  it('wants what the pool requires to be writable, if there is a list', async () => {
    await expect(createClient(app, { UserPoolId: STRICT_ID, WriteAttributes: ['name'] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: WRITE('creating'),
    });
    const WriteAttributes = ['name', 'email'];
    expect(await createClient(app, { UserPoolId: STRICT_ID, WriteAttributes })).toMatchObject({ WriteAttributes });
    expect(await createClient(app, { UserPoolId: STRICT_ID })).not.toHaveProperty('WriteAttributes');
  });

  it.each<readonly [string, object]>([
    ['Refresh Token Rotation', ROTATION],
    ['Passwordless Sign-In', { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] }],
  ])('refuses %s in the tier LITE', async (feature, input) => {
    await expect(createClient(app, { UserPoolId: LITE_ID, ...input })).rejects.toMatchObject({
      name: 'FeatureUnavailableInTierException',
      message: `The following feature is not available for the LITE pricing tier configured: ${feature}`,
    });
    expect(await createClient(app, { UserPoolId: LITE_ID })).toMatchObject({ UserPoolId: LITE_ID });
  });
});
