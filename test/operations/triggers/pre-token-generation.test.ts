import { describe, expect, it } from 'vitest';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { Answer } from '#test/app.ts';
import { confirmed, prove, TRACKING } from '#test/devices.ts';
import { REFRESH_TOKEN_REUSED } from '#test/errors.ts';
import {
  anotherClient,
  atOnce,
  claimsOf,
  OTHER_PASSWORD,
  PASSWORD,
  type TestPool,
  testPools,
  verified,
} from '#test/world.ts';
import { rotating, signedIn } from '../sign-in/refresh.ts';
import { failuresOf } from './failures.ts';

type Version = 'V1_0' | 'V2_0' | 'V3_0';

const { app, ...service } = testPools();
const events = () => app.functions.events;
const ADMIN_SCOPE = 'aws.cognito.signin.user.admin';

/** A pool whose function changes tokens as this response says, or as the handler does. */
async function changing(lambdaVersion: Version, change?: object | ((event: Answer) => unknown), settings: object = {}) {
  const lambdaArn = answering(change);
  events().length = 0;
  return service.pool({ ...settings, lambdaConfig: { preTokenGenerationConfig: { lambdaVersion, lambdaArn } } });
}

function answering(change?: object | ((event: Answer) => unknown)): string {
  const handler = typeof change === 'function' ? change : (event: Answer) => ({ ...event, response: change });
  return app.functions.set('pre-token', change && (handler as (event: Answer) => unknown));
}

/** The claims of both tokens of a sign-in. */
async function signIn(w: TestPool, username: string) {
  const tokens = await w.tokens(username);
  return { ...tokens, access: claimsOf(tokens.AccessToken), id: claimsOf(tokens.IdToken) };
}

async function familiesOf(w: TestPool, username: string): Promise<readonly TokenFamily[]> {
  const { poolId, sub } = (await w.stored(username))!;
  return (await app.deps.records.within('family', { poolId, sub })).values;
}

/** A user in two groups. */
async function member(w: TestPool) {
  const user = await w.someone();
  const groups = [
    { GroupName: 'staff', RoleArn: 'arn:aws:iam::123456789012:role/staff', Precedence: 1 },
    { GroupName: 'ops', RoleArn: 'arn:aws:iam::123456789012:role/ops', Precedence: 2 },
  ];
  for (const group of groups) {
    await w.call('CreateGroup', group);
    await w.call('AdminAddUserToGroup', { GroupName: group.GroupName, Username: user.username });
  }
  return user;
}

describe('the event of PreTokenGeneration', () => {
  it.each<[Version, string, object, object]>([
    ['V1_0', '1', {}, { claimsOverrideDetails: null }],
    ['V2_0', '2', { scopes: [ADMIN_SCOPE] }, { claimsAndScopeOverrideDetails: null }],
    ['V3_0', '3', { scopes: [ADMIN_SCOPE] }, { claimsAndScopeOverrideDetails: null }],
  ])('has the form of %s, and the tokens are the same without an answer', async (lambda, version, more, response) => {
    const w = await changing(lambda);
    const { username, sub, email } = await member(w);
    const { access, id } = await signIn(w, username);
    expect(events()).toEqual([
      {
        version,
        region: 'us-east-1',
        userPoolId: w.pool.id,
        userName: username,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
        triggerSource: 'TokenGeneration_Authentication',
        request: {
          userAttributes: { sub, 'cognito:user_status': 'CONFIRMED', ...verified(email) },
          groupConfiguration: {
            groupsToOverride: ['staff', 'ops'],
            iamRolesToOverride: ['arn:aws:iam::123456789012:role/staff', 'arn:aws:iam::123456789012:role/ops'],
            preferredRole: 'arn:aws:iam::123456789012:role/staff',
          },
          ...more,
        },
        response,
      },
    ]);
    const plain = await service.pool();
    const other = await signIn(plain, (await member(plain)).username);
    expect(Object.keys(access)).toEqual(Object.keys(other.access));
    expect(Object.keys(id)).toEqual(Object.keys(other.id));
    expect(id).toMatchObject({ email, email_verified: true, 'cognito:groups': ['staff', 'ops'] });
    expect(access).toMatchObject({ scope: ADMIN_SCOPE, username });
  });

  it('has no groups for a user who has none', async () => {
    const w = await changing('V1_0');
    await w.tokens((await w.someone()).username);
    const none = { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null };
    expect(events()[0].request.groupConfiguration).toEqual(none);
  });

  it('goes to the function that the older setting names as well', async () => {
    const w = await service.pool({ lambdaConfig: { preTokenGeneration: answering() } });
    events().length = 0;
    await w.tokens((await w.someone()).username);
    expect(events()).toMatchObject([{ version: '1', response: { claimsOverrideDetails: null } }]);
  });

  it('tells the occasion', async () => {
    const w = await changing('V2_0', undefined, TRACKING);
    const sources = () => events().map(({ triggerSource }) => triggerSource);
    const device = await confirmed(w);
    const { Session: toProve } = await device.begin();
    events().length = 0;
    const { AuthenticationResult } = await prove(w, device, toProve);
    const { RefreshToken } = AuthenticationResult;
    const parameters = { REFRESH_TOKEN: RefreshToken, DEVICE_KEY: device.key };
    for (const flow of ['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN']) await w.initiate(flow, parameters);
    await w.clientCall('GetTokensFromRefreshToken', { RefreshToken, DeviceKey: device.key });
    await w.create('first');
    const { Session } = await w.signIn('first');
    await w.choosePassword('first', Session, OTHER_PASSWORD);
    await w.signInSrp('first', OTHER_PASSWORD);
    expect(sources()).toEqual([
      'TokenGeneration_AuthenticateDevice',
      'TokenGeneration_RefreshTokens',
      'TokenGeneration_RefreshTokens',
      'TokenGeneration_Authentication',
      'TokenGeneration_NewPasswordChallenge',
      'TokenGeneration_Authentication',
    ]);
  });

  it('comes after PostAuthentication', async () => {
    const postAuthentication = app.functions.set('post');
    const w = await service.pool({ lambdaConfig: { postAuthentication, preTokenGeneration: answering() } });
    events().length = 0;
    await w.tokens((await w.someone()).username);
    expect(events().map(({ triggerSource }) => triggerSource)).toEqual([
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
  });
});

describe('a function of PreTokenGeneration', () => {
  it('of version 1 changes the ID token, and the groups of both', async () => {
    const w = await changing('V1_0', {
      claimsOverrideDetails: {
        claimsToAddOrOverride: {
          tier: 'gold',
          family_name: 'Doe',
          email_verified: 'false',
          address: 'Home',
          sub: 'forged',
          token_use: 'access',
          'cognito:username': 'root',
        },
        claimsToSuppress: ['email', 'exp'],
        groupOverrideDetails: { groupsToOverride: ['new'], iamRolesToOverride: ['arn:new'], preferredRole: 'arn:new' },
      },
    });
    const { username, sub } = await member(w);
    const { access, id } = await signIn(w, username);
    expect(id).toMatchObject({
      tier: 'gold',
      family_name: 'Doe',
      email_verified: false,
      address: { formatted: 'Home' },
      sub,
      token_use: 'id',
      exp: expect.any(Number),
      'cognito:username': username,
      'cognito:groups': ['new'],
      'cognito:roles': ['arn:new'],
      'cognito:preferred_role': 'arn:new',
    });
    expect(id).not.toHaveProperty('email');
    expect(access).toMatchObject({ sub, username, 'cognito:groups': ['new'], scope: ADMIN_SCOPE });
    expect(access).not.toHaveProperty('tier');
  });

  it.each(['V2_0', 'V3_0'] as const)('of %s changes both tokens', async (version) => {
    const json = { deep: [{ er: null }] };
    const w = await changing(version, (event) => ({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          idTokenGeneration: { claimsToAddOrOverride: { json }, claimsToSuppress: ['email'] },
          accessTokenGeneration: {
            claimsToAddOrOverride: { aud: event.callerContext.clientId, list: [1, 'a', true], username: 'root' },
            scopesToAdd: ['openid', 'api/read'],
          },
          groupOverrideDetails: {},
        },
      },
    }));
    const { username } = await member(w);
    const { access, id, AccessToken } = await signIn(w, username);
    expect(id).toMatchObject({ json, aud: w.client.id });
    expect(access).toMatchObject({ aud: w.client.id, list: [1, 'a', true], username });
    expect(access.scope).toBe(`${ADMIN_SCOPE} openid api/read`);
    for (const claims of [access, id]) expect(claims).not.toHaveProperty('cognito:groups');
    for (const name of ['email', 'cognito:roles', 'cognito:preferred_role']) expect(id).not.toHaveProperty(name);
    expect(await w.getUser(AccessToken)).toMatchObject({ Username: username });
  });

  it('can take away the scope by which users change themselves', async () => {
    const suppress = (...scopesToSuppress: readonly string[]) => ({
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress, scopesToAdd: ['openid'] } },
    });
    const w = await changing('V2_0', suppress(ADMIN_SCOPE));
    const { username } = await w.someone();
    const { AccessToken, access } = await signIn(w, username);
    expect(access.scope).toBe('openid');
    const refused = { name: 'NotAuthorizedException', message: 'Access Token does not have required scopes' };
    await expect(w.getUser(AccessToken)).rejects.toMatchObject(refused);
    const change = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD };
    await expect(app.call('ChangePassword', change)).rejects.toMatchObject(refused);
    await expect(app.call('GlobalSignOut', { AccessToken })).rejects.toMatchObject(refused);
    answering(suppress(ADMIN_SCOPE, 'openid'));
    const none = await signIn(w, username);
    expect(none.access).not.toHaveProperty('scope');
    await expect(w.getUser(none.AccessToken)).rejects.toMatchObject(refused);
  });

  it('is asked for refreshed tokens again', async () => {
    const w = await changing('V2_0');
    const { username } = await w.someone();
    const { RefreshToken } = await w.tokens(username);
    const claims = (tier: string) => ({ claimsToAddOrOverride: { tier } });
    answering({
      claimsAndScopeOverrideDetails: { idTokenGeneration: claims('gold'), accessTokenGeneration: claims('silver') },
    });
    const refreshed = [
      (await w.refresh(RefreshToken)).AuthenticationResult,
      (await w.clientCall('GetTokensFromRefreshToken', { RefreshToken })).AuthenticationResult,
    ];
    for (const { IdToken, AccessToken } of refreshed) {
      expect([claimsOf(IdToken).tier, claimsOf(AccessToken).tier]).toEqual(['gold', 'silver']);
    }
  });

  it('may make an access token as long as this service verifies, and no longer', async () => {
    const adding = (bytes: number) => ({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: { long: 'x'.repeat(bytes) } },
      },
    });
    const w = await changing('V2_0', adding(45_000));
    const { username } = await w.someone();
    const { AccessToken } = await w.tokens(username);
    expect(await w.getUser(AccessToken)).toMatchObject({ Username: username });
    answering(adding(46_000));
    await expect(w.signIn(username)).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' });
  });

  const BROKEN = [
    ...failuresOf('PreTokenGeneration'),
    [
      'returns a claim that is a number',
      (event: Answer) => ({ ...event, response: { claimsOverrideDetails: { claimsToAddOrOverride: { a: 1 } } } }),
      { name: 'InvalidLambdaResponseException', message: 'Unrecognizable lambda output' },
    ],
    [
      'returns too many claims',
      (event: Answer) => {
        const claimsToAddOrOverride = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`c${n}`, 'x']));
        return { ...event, response: { claimsOverrideDetails: { claimsToAddOrOverride } } };
      },
      { name: 'InvalidLambdaResponseException', message: 'Tokens cannot have more than 5000 claims and scopes.' },
    ],
  ] as const;

  it.each(BROKEN)('that %s leaves no session', async (_, handler, error) => {
    const w = await changing('V1_0', handler);
    const { username } = await w.someone();
    await expect(w.signIn(username)).rejects.toMatchObject(error);
    expect(await familiesOf(w, username)).toMatchObject([{ revokedAt: expect.any(Number) }]);
    answering();
    expect(await w.tokens(username)).toHaveProperty('AccessToken');
  });

  it.each(BROKEN)('that %s spends no refresh token', async (_, handler, error) => {
    const w = await changing('V1_0');
    const own = await signedIn(w, rotating(0));
    const before = await own.family();
    answering(handler as (event: Answer) => unknown);
    app.roundTrips.reset();
    await expect(own.refresh(own.tokens.RefreshToken)).rejects.toMatchObject(error);
    expect(app.roundTrips.writes).toBe(0);
    expect(await own.family()).toEqual(before);
    answering();
    const next = await own.refresh(own.tokens.RefreshToken);
    expect(await w.getUser(next.AccessToken)).toHaveProperty('Username');
    await expect(own.refresh(own.tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_REUSED);
  });

  it('fails a refresh without rotation, and the token stays', async () => {
    const w = await changing('V1_0');
    const { username } = await w.someone();
    const { RefreshToken } = await w.tokens(username);
    answering(() => {
      throw new Error('No');
    });
    await expect(w.refresh(RefreshToken)).rejects.toMatchObject({
      message: 'PreTokenGeneration failed with error No.',
    });
    answering();
    expect((await w.refresh(RefreshToken)).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('gives refreshes of one token at once the same generation', async () => {
    const w = await changing('V1_0');
    const own = await signedIn(w, rotating(60));
    const { answers, errors } = await atOnce(10, () => own.refresh(own.tokens.RefreshToken));
    expect([answers.length, errors]).toEqual([10, []]);
    expect((await own.family()).generation).toBe(1);
  });

  it('costs a sign-in and a refresh no round trip', async () => {
    const cost = async (w: TestPool) => {
      const { username } = await w.someone();
      const { RefreshToken } = await w.tokens(username);
      const trips = async (act: () => Promise<unknown>) => {
        app.roundTrips.reset();
        await act();
        return [app.roundTrips.reads, app.roundTrips.writes];
      };
      return [await trips(() => w.signIn(username)), await trips(() => w.refresh(RefreshToken))];
    };
    expect(await cost(await service.pool())).toEqual(await cost(await changing('V2_0')));
    expect(events()).toHaveLength(3);
  });
});

describe('PreTokenGeneration for a machine', () => {
  const Secret = 'aSecretOfAMachine000000000000001';
  const MACHINE = {
    secret: Secret,
    explicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
    allowedOAuthScopes: ['api/read', 'api/write'],
  };
  async function machine(version: Version, change?: object | ((event: Answer) => unknown)) {
    const w = await anotherClient(await changing(version, change), MACHINE);
    const Scopes = ['read', 'write'].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName }));
    await w.call('CreateResourceServer', { Identifier: 'api', Name: 'api', Scopes });
    return w;
  }
  const get = async (w: TestPool, more: object = {}) => {
    const { ClientAuthenticationResult } = await w.clientCall('GetClientToken', { Secret, ...more });
    return claimsOf(ClientAuthenticationResult.AccessToken);
  };

  it('is asked from version 3 of the event on', async () => {
    for (const version of ['V1_0', 'V2_0'] as const) await get(await machine(version));
    expect(events()).toEqual([]);
    const w = await machine('V3_0');
    expect((await get(w)).scope).toBe('api/read api/write');
    await get(w, { Scopes: ['api/read'], ClientMetadata: { from: 'the app' } });
    expect(events()).toEqual([
      expect.objectContaining({
        version: '3',
        userName: 'ClientCredentials',
        triggerSource: 'TokenGeneration_ClientCredentials',
        request: {
          userAttributes: {},
          groupConfiguration: null,
          scopes: ['api/read', 'api/write'],
        },
        response: { claimsAndScopeOverrideDetails: null },
      }),
      expect.objectContaining({
        request: expect.objectContaining({ scopes: ['api/read'], clientMetadata: { from: 'the app' } }),
      }),
    ]);
  });

  it('changes the claims and scopes of the access token, but makes no user of the machine', async () => {
    const w = await machine('V3_0', {
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { lost: true } },
        accessTokenGeneration: {
          claimsToAddOrOverride: { tier: 'gold', sub: 'forged', username: 'ada' },
          scopesToAdd: [ADMIN_SCOPE],
          scopesToSuppress: ['api/write'],
        },
        groupOverrideDetails: { groupsToOverride: ['staff'] },
      },
    });
    const claims = await get(w);
    expect(claims).toMatchObject({ tier: 'gold', sub: w.client.id, scope: `api/read ${ADMIN_SCOPE}` });
    for (const name of ['lost', 'username', 'cognito:groups']) expect(claims).not.toHaveProperty(name);
    const { ClientAuthenticationResult } = await w.clientCall('GetClientToken', { Secret });
    await expect(w.getUser(ClientAuthenticationResult.AccessToken)).rejects.toThrow();
  });

  it.each(failuresOf('PreTokenGeneration'))('gives no token when its function %s', async (_, handler, error) => {
    await expect(get(await machine('V3_0', handler))).rejects.toMatchObject(error);
  });
});

describe('the settings of PreTokenGeneration', () => {
  const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:pre-token';
  const describeWith = async (LambdaConfig: object) => {
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'tokens', LambdaConfig });
    const described = await app.call('DescribeUserPool', { UserPoolId: UserPool.Id });
    expect(described.UserPool.LambdaConfig).toEqual(UserPool.LambdaConfig);
    const update = { UserPoolId: UserPool.Id, LambdaConfig: UserPool.LambdaConfig };
    await app.call('UpdateUserPool', update);
    return (await app.call('DescribeUserPool', { UserPoolId: UserPool.Id })).UserPool.LambdaConfig;
  };

  it.each<[object, string]>([
    [{ PreTokenGeneration: ARN }, 'V1_0'],
    [{ PreTokenGenerationConfig: { LambdaVersion: 'V1_0', LambdaArn: ARN } }, 'V1_0'],
    [{ PreTokenGenerationConfig: { LambdaVersion: 'V3_0', LambdaArn: ARN } }, 'V3_0'],
    [{ PreTokenGeneration: ARN, PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: ARN } }, 'V2_0'],
  ])('%j are shown in both ways', async (config, LambdaVersion) => {
    expect(await describeWith({ ...config, PreAuthentication: ARN })).toEqual({
      PreAuthentication: ARN,
      PreTokenGeneration: ARN,
      PreTokenGenerationConfig: { LambdaVersion, LambdaArn: ARN },
    });
  });

  it.each<(arn: string) => object>([
    (arn) => ({ PreSignUp: arn }),
    (arn) => ({ PreTokenGenerationConfig: { LambdaVersion: 'V1_0', LambdaArn: arn } }),
  ])('are refused for a function in another region, but not in another account', async (settings) => {
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'tokens', LambdaConfig: settings(ARN) });
    const foreign = settings('arn:aws:lambda:eu-west-1:123456789012:function:pre-token');
    const refused = {
      name: 'InvalidParameterException',
      message: 'Cross-region lambda functions are not supported',
    };
    const create = app.call('CreateUserPool', { PoolName: 'tokens', LambdaConfig: foreign });
    await expect(create).rejects.toMatchObject(refused);
    const UserPoolId = UserPool.Id;
    await expect(app.call('UpdateUserPool', { UserPoolId, LambdaConfig: foreign })).rejects.toMatchObject(refused);
    const described = await app.call('DescribeUserPool', { UserPoolId });
    expect(described.UserPool.LambdaConfig).toMatchObject(settings(ARN));
    const KMSKeyID = 'arn:aws:kms:eu-west-1:123456789012:key/x';
    const other = settings('arn:aws:lambda:us-east-1:999999999999:function:pre-token:live');
    await app.call('UpdateUserPool', { UserPoolId, LambdaConfig: { ...other, KMSKeyID } });
  });

  it('are not shown where there are none', async () => {
    const others = { PreAuthentication: ARN, PostAuthentication: ARN, UserMigration: ARN };
    expect(await describeWith(others)).toEqual(others);
  });
});
