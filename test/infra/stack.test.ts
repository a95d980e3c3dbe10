import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PATHS_FOR_PROGRAMS } from '#functions/hosted/endpoints.ts';
import { bundleFunction } from '#infra/bundle.ts';
import { idOf } from '#infra/constructs/function-group.ts';
import { routerCode } from '#infra/edge/router.ts';
import { FUNCTION_NAMES, type FunctionName, GROUP_NAMES } from '#infra/functions.ts';
import { only, type Resource, references, serving, synthesised } from './synthesised.ts';

const stack = synthesised();
const { template, resources, of } = stack;
const lambdaOf = (name: FunctionName) =>
  of('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `Ownpool: ${name}`)!;
const roleOf = (name: FunctionName) => resources[references(lambdaOf(name).Properties.Role)[0]!]!;

type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const statements = (role: Resource): readonly Statement[] =>
  role.Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
  );
const actions = (all: readonly Statement[], effect: string) =>
  all
    .filter(({ Effect }) => Effect === effect)
    .flatMap(({ Action }) => Action)
    .sort();

/** They leave work to jobs. */
/** The functions that let messages deliver. */
const DEFERRERS: readonly FunctionName[] = ['account', 'hosted', 'sign-in', 'sign-up', 'users'];
const WAKERS: readonly FunctionName[] = ['account', 'groups', 'pools', 'users'];
/** They know the hosts of pools' domains. */
const WITH_HOSTS: readonly FunctionName[] = ['branding', 'hosted', 'mfa', 'passkeys', 'sign-in', 'sign-up'];

/** No route leads to them. */
const INTERNAL: readonly FunctionName[] = ['jobs', 'messages'];

/** What a change of needs must change here as well. */
const WRITER = ['BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
const RIGHTS: Readonly<
  Record<FunctionName, { table: readonly string[]; purposes: readonly string[]; sends: boolean }>
> = {
  account: { table: WRITER, purposes: ['credentials', 'directory'], sends: true },
  branding: { table: WRITER, purposes: ['admin', 'directory', 'sessions'], sends: false },
  clients: { table: WRITER, purposes: ['admin', 'credentials', 'directory', 'sessions'], sends: false },
  devices: { table: WRITER, purposes: ['admin', 'credentials', 'directory', 'sessions'], sends: false },
  groups: { table: WRITER, purposes: ['admin', 'directory', 'sessions'], sends: false },
  mfa: { table: WRITER, purposes: ['admin', 'credentials', 'directory', 'sessions'], sends: false },
  passkeys: { table: WRITER, purposes: ['credentials', 'directory', 'sessions'], sends: false },
  pools: { table: WRITER, purposes: ['admin', 'directory', 'sessions', 'signing'], sends: false },
  risk: { table: WRITER, purposes: ['admin', 'directory'], sends: false },
  'sign-in': { table: WRITER, purposes: ['admin', 'credentials', 'directory', 'sessions', 'signing'], sends: true },
  'sign-up': { table: WRITER, purposes: ['credentials', 'directory', 'sessions'], sends: true },
  users: { table: WRITER, purposes: ['admin', 'credentials', 'directory', 'sessions'], sends: true },
  hosted: { table: WRITER, purposes: ['credentials', 'directory', 'sessions', 'signing'], sends: true },
  jobs: { table: ['BatchGetItem', 'BatchWriteItem', ...WRITER.slice(1)], purposes: ['directory'], sends: false },
  messages: { table: ['BatchGetItem', 'GetItem'], purposes: ['directory'], sends: true },
};

test('what holds state keeps its logical id, or an update would make an empty one', () => {
  const stateful = [
    'AWS::DynamoDB::GlobalTable',
    'AWS::KMS::Key',
    'AWS::SecretsManager::Secret',
    'AWS::CloudFront::Distribution',
    'AWS::ApiGatewayV2::Api',
    'AWS::Logs::LogGroup',
  ];
  expect(Object.fromEntries(stateful.map((type) => [type, of(type).map(({ id }) => id)]))).toMatchInlineSnapshot(`
    {
      "AWS::ApiGatewayV2::Api": [
        "OwnpoolApi24049CEE",
      ],
      "AWS::CloudFront::Distribution": [
        "OwnpoolEdge7EB9AA39",
      ],
      "AWS::DynamoDB::GlobalTable": [
        "OwnpoolTable5487DF49",
      ],
      "AWS::KMS::Key": [
        "OwnpoolKey47F8BD44",
      ],
      "AWS::Logs::LogGroup": [
        "OwnpoolApiLogs6E1D9100",
        "OwnpoolMessagesLogs9A28C9AC",
        "OwnpoolJobsLogs1E0A7504",
        "OwnpoolAccountLogs2D073D0D",
        "OwnpoolBrandingLogsC114483C",
        "OwnpoolClientsLogs7273E9DF",
        "OwnpoolDevicesLogs1158585E",
        "OwnpoolGroupsLogs7672A639",
        "OwnpoolMfaLogs05D8F048",
        "OwnpoolPasskeysLogs0D3216B1",
        "OwnpoolPoolsLogs416227F1",
        "OwnpoolRiskLogsAD3761B7",
        "OwnpoolSignInLogsFA2A27FA",
        "OwnpoolSignUpLogsF5FF23E6",
        "OwnpoolUsersLogs8322C24A",
        "OwnpoolHostedLogs904FFEF5",
        "OwnpoolAuditLogsCACE48D8",
      ],
      "AWS::SecretsManager::Secret": [
        "OwnpoolOriginSecret1A38F8B1F",
        "OwnpoolOriginSecret29BB31528",
      ],
    }
  `);
});

test('outputs have names that commands may rely on', () => {
  expect(Object.keys(template.toJSON().Outputs).sort()).toEqual([
    'OwnpoolAccount',
    'OwnpoolApiHost',
    'OwnpoolAuditLogs',
    'OwnpoolDashboard',
    'OwnpoolEdgeHost',
    'OwnpoolEdgeId',
    'OwnpoolEndpoint',
    'OwnpoolKey',
    'OwnpoolRegion',
    'OwnpoolTable',
  ]);
});

describe('table and key', () => {
  test('the table is the one that the adapters use, and survives mistakes', () => {
    const { Properties, DeletionPolicy } = only(stack, 'AWS::DynamoDB::GlobalTable');
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      Replicas: [
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    });
  });

  test('the key is multi-Region, rotates and stays', () => {
    const { Properties, DeletionPolicy } = only(stack, 'AWS::KMS::Key');
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toMatchObject({ MultiRegion: true, EnableKeyRotation: true });
  });
});

/** The functions that call triggers have longer than those may take, and less than API Gateway. */
const TIMEOUTS: Readonly<Partial<Record<FunctionName, number>>> = {
  account: 28,
  hosted: 28,
  messages: 28,
  'sign-in': 28,
  'sign-up': 28,
  users: 28,
  jobs: 60,
};

describe.each(FUNCTION_NAMES)('function %s', (name) => {
  const lambda = lambdaOf(name);
  const all = statements(roleOf(name));
  const rights = RIGHTS[name];

  test('runs its own bundle on arm64, with time to answer', () => {
    expect(readdirSync(bundleFunction(name))).toContain('index.mjs');
    expect(lambda.Properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: ['account', 'hosted', 'sign-in', 'sign-up', 'users'].includes(name) ? 1769 : 512,
      Timeout: TIMEOUTS[name] ?? 15,
    });
    expect(lambda.Properties.ReservedConcurrentExecutions).toBeUndefined();
    expect(lambda.Properties.TracingConfig).toBeUndefined();
  });

  test('waits for the edge, so that a new origin secret is sent before the old one is forgotten', () => {
    expect(lambda.DependsOn).toContain(only(stack, 'AWS::CloudFront::Distribution').id);
  });

  test('may do what it needs, and nothing else', () => {
    const allowed = [
      ...rights.table.map((action) => `dynamodb:${action}`),
      'kms:Decrypt',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      ...(rights.sends ? ['ses:SendEmail', 'sns:Publish'] : []),
      ...[DEFERRERS, WAKERS].flatMap((list) => (list.includes(name) ? ['lambda:InvokeFunction'] : [])),
    ];
    expect(actions(all, 'Allow')).toEqual(allowed.sort());
    expect(roleOf(name).Properties.ManagedPolicyArns).toBeUndefined();
    const attached = of('AWS::IAM::Policy').flatMap(({ Properties }) => references(Properties.Roles));
    expect(attached).not.toContain(references(lambda.Properties.Role)[0]);
  });

  test('unwraps its data keys alone, and nothing without a purpose', () => {
    const unwrap = all.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')));
    expect(unwrap).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [only(stack, 'AWS::KMS::Key').id, 'Arn'] },
        Condition: {
          StringEquals: { 'kms:EncryptionContext:purpose': expect.toSatisfy(sameSet(rights.purposes)) },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['purpose'] },
        },
      }),
    ]);
    expect(lambda.Properties.Environment.Variables.OWNPOOL_KEY_PURPOSES.split(',')).toSatisfy(sameSet(rights.purposes));
  });

  test('makes neither data keys nor access keys, and reads access keys to verify signatures alone', () => {
    const denied = all.filter(({ Effect, Condition }) => Effect === 'Deny' && Condition?.['ForAnyValue:StringLike']);
    const keys = (writes: boolean) =>
      denied
        .filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem') === writes)
        .map(({ Action, Condition }) => ({
          actions: [Action].flat().toSorted(),
          keys: Condition?.['ForAnyValue:StringLike']?.['dynamodb:LeadingKeys'],
        }));
    const writes = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`);
    expect(keys(true)).toEqual([{ actions: writes, keys: ['KEYRING', 'AK#*'] }]);
    const reads = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'].map((action) => `dynamodb:${action}`);
    expect(keys(false)).toEqual(rights.purposes.includes('admin') ? [] : [{ actions: reads, keys: ['AK#*', 'AKS'] }]);
  });

  test('writes to a log group of its own, which forgets', () => {
    const group = references(lambda.Properties.LoggingConfig.LogGroup)[0]!;
    expect(resources[group]).toMatchObject({ Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } });
    expect(group).toContain(idOf(name));
    const logs = all.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('logs:')));
    expect(logs.map(({ Resource }) => Resource)).toEqual([{ 'Fn::GetAtt': [group, 'Arn'] }]);
  });

  test('is told what shared/runtime/aws-config.ts asks for', () => {
    const { Variables } = lambda.Properties.Environment;
    const names = ['ACCOUNT_ID', 'KEY_ARN', 'KEY_PURPOSES', 'PUBLIC_URL', 'STACK', 'TABLE'];
    if (!INTERNAL.includes(name)) names.push('ORIGIN_SECRETS');
    if (DEFERRERS.includes(name)) names.push('MESSAGES_FUNCTION');
    if (WAKERS.includes(name)) names.push('JOBS_FUNCTION');
    if (WITH_HOSTS.includes(name)) names.push('EDGE_HOST');
    expect(Object.keys(Variables).sort()).toEqual(names.map((one) => `OWNPOOL_${one}`).sort());
  });
});

test('SMS may go to phone numbers only', () => {
  for (const name of FUNCTION_NAMES.filter((one) => RIGHTS[one].sends)) {
    const sns = statements(roleOf(name)).filter(({ Action }) => Action === 'sns:Publish');
    expect(sns.map(({ Effect, Resource }) => [Effect, Resource])).toEqual([
      ['Allow', '*'],
      ['Deny', 'arn:aws:sns:*:*:*'],
    ]);
  }
});

describe('API', () => {
  test('has a route to every group, everything else goes to the hosted pages, and nothing to jobs and messages', () => {
    const target = ({ Properties }: Resource) =>
      resources[references(Properties.Target)[0]!]!.Properties.IntegrationUri['Fn::GetAtt'][0];
    const routes = of('AWS::ApiGatewayV2::Route').map((route) => [route.Properties.RouteKey, target(route)]);
    expect(Object.fromEntries(routes)).toEqual({
      ...Object.fromEntries(GROUP_NAMES.map((name) => [`POST /idp/${name}`, lambdaOf(name).id])),
      $default: lambdaOf('hosted').id,
    });
  });

  test('may call a function only for its route', () => {
    const permissions = of('AWS::Lambda::Permission').filter(
      ({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com',
    );
    const paths = permissions.map(({ Properties }) => [
      Properties.FunctionName['Fn::GetAtt'][0],
      Properties.SourceArn['Fn::Join'][1].at(-1),
    ]);
    expect(paths).toEqual([
      ...GROUP_NAMES.map((name) => [lambdaOf(name).id, `/*/*/idp/${name}`]),
      [lambdaOf('hosted').id, '/*/*'],
    ]);
  });

  test('gives every route a share, so that all others together leave half of it to sign-ins', () => {
    const { Properties } = only(stack, 'AWS::ApiGatewayV2::Stage');
    const { 'POST /idp/sign-in': signIn, ...others } = Properties.RouteSettings;
    expect(Object.keys(Properties.RouteSettings).sort()).toEqual(
      of('AWS::ApiGatewayV2::Route')
        .map((route) => route.Properties.RouteKey)
        .sort(),
    );
    expect(signIn).toEqual({ ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 1000 });
    type Limits = { readonly ThrottlingRateLimit: number; readonly ThrottlingBurstLimit: number };
    const sum = (of: (limits: Limits) => number) =>
      Object.values<Limits>(others).reduce((total, limits) => total + of(limits), 0);
    expect(sum((limits) => limits.ThrottlingRateLimit)).toBeLessThanOrEqual(1000);
    expect(sum((limits) => limits.ThrottlingBurstLimit)).toBeLessThanOrEqual(500);
    for (const limits of Object.values<Limits>(others)) {
      expect(Math.min(limits.ThrottlingRateLimit, limits.ThrottlingBurstLimit)).toBeGreaterThanOrEqual(25);
    }
  });

  test('speaks payload 2.0, is throttled, has no CORS of its own and logs neither path nor address', () => {
    expect(only(stack, 'AWS::ApiGatewayV2::Api').Properties.CorsConfiguration).toBeUndefined();
    for (const { Properties } of of('AWS::ApiGatewayV2::Integration')) {
      expect(Properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    }
    const { Properties, id: stageId } = only(stack, 'AWS::ApiGatewayV2::Stage');
    expect(Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 1000 },
    });
    expect(resources[stageId]!.DependsOn).toEqual(
      expect.arrayContaining(of('AWS::ApiGatewayV2::Route').map(({ id }) => id)),
    );
    const [group] = references(Properties.AccessLogSettings.DestinationArn);
    const [first, ...id] = resources[group!]!.Properties.LogGroupName['Fn::Join'][1];
    expect(first).toBe('/aws/vendedlogs/apis/Ownpool-');
    expect(references(id)).toEqual(['AWS::StackId']);
    const logged = Object.values(JSON.parse(Properties.AccessLogSettings.Format)).sort();
    expect(logged).toEqual(
      [
        'integrationErrorMessage',
        'integrationLatency',
        'requestId',
        'requestTimeEpoch',
        'responseLatency',
        'responseLength',
        'routeKey',
        'status',
      ].map((name) => `$context.${name}`),
    );
  });
});

describe('edge', () => {
  const { Properties, id } = only(stack, 'AWS::CloudFront::Distribution');
  const config = Properties.DistributionConfig;
  const router = only(stack, 'AWS::CloudFront::Function');

  test('runs the router on every request', () => {
    expect(router.Properties).toMatchObject({
      AutoPublish: true,
      FunctionCode: routerCode(),
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    });
    for (const behaviour of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      expect(behaviour).toMatchObject({
        ViewerProtocolPolicy: 'https-only',
        // AWS's AllViewerExceptHostHeader.
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        FunctionAssociations: [
          { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [router.id, 'FunctionARN'] } },
        ],
      });
    }
  });

  test('lets any origin read the API, the endpoints for programs and what is cached, and no page', () => {
    type Behaviour = { readonly PathPattern: string; readonly ResponseHeadersPolicyId: unknown };
    const behaviours: readonly Behaviour[] = config.CacheBehaviors;
    expect(behaviours.map(({ PathPattern }) => PathPattern)).toEqual([
      '/',
      ...PATHS_FOR_PROGRAMS.map((path) => `*${path}`),
      '*/.well-known/*',
      '*/assets/images/*',
    ]);
    // AWS's SimpleCORS: any origin, where the answer does not say which.
    const simpleCors = '60669652-455b-4ae9-85a4-c4c02393f86c';
    expect(new Set(behaviours.map((one) => one.ResponseHeadersPolicyId))).toEqual(new Set([simpleCors]));
    expect(config.DefaultCacheBehavior.ResponseHeadersPolicyId).toBeUndefined();
  });

  test('keeps nothing but public keys, discovery and logos, per host, five minutes at most', () => {
    const all: readonly { readonly PathPattern?: string }[] = [config.DefaultCacheBehavior, ...config.CacheBehaviors];
    const isKept = ({ PathPattern = '' }) => ['*/.well-known/*', '*/assets/images/*'].includes(PathPattern);
    for (const behaviour of all.filter((one) => !isKept(one))) {
      // AWS's CachingDisabled.
      expect(behaviour).toMatchObject({ CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' });
      expect(behaviour).toHaveProperty('AllowedMethods.length', 7);
    }
    const policy = only(stack, 'AWS::CloudFront::CachePolicy');
    expect(all.filter(isKept)).toMatchObject(
      ['*/.well-known/*', '*/assets/images/*'].map((PathPattern) => ({
        PathPattern,
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
        CachePolicyId: { Ref: policy.id },
        Compress: true,
      })),
    );
    expect(policy.Properties.CachePolicyConfig).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 0,
      MaxTTL: 300,
      ParametersInCacheKeyAndForwardedToOrigin: {
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['x-ownpool-host'] },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      },
    });
    for (const { ErrorCachingMinTTL } of config.CustomErrorResponses) expect(ErrorCachingMinTTL).toBe(0);
  });

  test('reaches the API over TLS 1.2, with a secret that the template does not hold', () => {
    const [origin, ...others] = config.Origins;
    expect(others).toEqual([]);
    expect(origin.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
    const [first] = of('AWS::SecretsManager::Secret');
    expect(origin.OriginCustomHeaders).toEqual([{ HeaderName: 'x-ownpool-origin', HeaderValue: resolved(first!.id) }]);
    expect(config).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true });
  });

  test('knows of the API only its id, so that functions can know the edge', () => {
    expect(new Set(references(Properties))).toEqual(
      new Set([
        only(stack, 'AWS::ApiGatewayV2::Api').id,
        only(stack, 'AWS::CloudFront::CachePolicy').id,
        of('AWS::SecretsManager::Secret')[0]!.id,
        only(stack, 'AWS::WAFv2::WebACL').id,
        router.id,
      ]),
    );
    expect(references(only(stack, 'AWS::ApiGatewayV2::Api').Properties)).toEqual([]);
    expect(id).toBeDefined();
  });
});

describe('origin secrets', () => {
  const [first, second] = of('AWS::SecretsManager::Secret');

  test('are made by CloudFormation and stand nowhere as text', () => {
    for (const { Properties } of [first!, second!]) {
      expect(Properties.SecretString).toBeUndefined();
      expect(Properties.GenerateSecretString).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
    }
    for (const { Properties } of serving(stack)) {
      const value = Properties.Environment.Variables.OWNPOOL_ORIGIN_SECRETS;
      if (INTERNAL.some((name) => Properties.Description === `Ownpool: ${name}`)) expect(value).toBeUndefined();
      else expect(value).toEqual(resolved(first!.id, second!.id));
    }
  });

  test('rotate one generation at a time: the next one sent is one that functions accept', () => {
    const after = synthesised({ originSecret: 2 });
    const sent = only(after, 'AWS::CloudFront::Distribution').Properties.DistributionConfig.Origins[0]
      .OriginCustomHeaders[0].HeaderValue;
    expect(sent).toEqual(resolved(second!.id));
    const accepted = after.resources[lambdaOf('account').id]!.Properties.Environment.Variables.OWNPOOL_ORIGIN_SECRETS;
    expect(references(accepted)[0]).toBe(second!.id);
    expect(references(accepted)[1]).not.toBe(first!.id);
    expect(after.of('AWS::SecretsManager::Secret').map(({ id }) => id)).toContain(second!.id);
  });
});

test('jobs run every minute, once', () => {
  const jobs = lambdaOf('jobs').id;
  expect(only(stack, 'AWS::Events::Rule').Properties).toMatchObject({
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [
      {
        Arn: { 'Fn::GetAtt': [jobs, 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    ],
  });
  expect(asynchronously('jobs')).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
});

test('messages are tried again as long as a code is worth something, and sign-up alone starts them', () => {
  expect(asynchronously('messages')).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 });
  const Arn = { 'Fn::GetAtt': [lambdaOf('messages').id, 'Arn'] };
  expect(lambdaOf('sign-up').Properties.Environment.Variables.OWNPOOL_MESSAGES_FUNCTION).toEqual(Arn);
  const starts = statements(roleOf('sign-up')).filter(({ Action }) => Action === 'lambda:InvokeFunction');
  expect(starts.map(({ Resource }) => Resource)).toEqual([Arn]);
});

test('who leaves work to jobs may start them, and nothing else', () => {
  const Arn = { 'Fn::GetAtt': [lambdaOf('jobs').id, 'Arn'] };
  for (const name of WAKERS) {
    expect(lambdaOf(name).Properties.Environment.Variables.OWNPOOL_JOBS_FUNCTION).toEqual(Arn);
    const starts = statements(roleOf(name)).filter(({ Action }) => Action === 'lambda:InvokeFunction');
    const others = DEFERRERS.includes(name) ? [{ 'Fn::GetAtt': [lambdaOf('messages').id, 'Arn'] }] : [];
    expect(starts.map(({ Resource }) => Resource)).toEqual([...others, Arn]);
  }
});

function asynchronously(name: FunctionName) {
  return of('AWS::Lambda::EventInvokeConfig').find(
    ({ Properties }) => Properties.FunctionName.Ref === lambdaOf(name).id,
  )?.Properties;
}

function resolved(...secrets: readonly string[]) {
  const parts = secrets.flatMap((id, index) => [
    `${index === 0 ? '' : ':SecretString:::}},'}{{resolve:secretsmanager:`,
    { Ref: id },
  ]);
  return { 'Fn::Join': ['', [...parts, ':SecretString:::}}']] };
}

function sameSet(expected: readonly string[]) {
  return (actual: readonly string[] | string) =>
    JSON.stringify([actual].flat().toSorted()) === JSON.stringify(expected.toSorted());
}
