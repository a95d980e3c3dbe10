import { App, type Environment } from 'aws-cdk-lib';
import { expect, test, vi } from 'vitest';
import { parseContext } from '#infra/config.ts';
import type { OwnpoolProps } from '#infra/constructs/props.ts';
import { ownpoolStack } from '#infra/stack.ts';
import { only, references, type Synthesised, serving, synthesised } from './synthesised.ts';

/** What a function runs is not the matter here: one real bundle stands for all, and the tests are quick. */
vi.mock(import('#infra/bundle.ts'), async (original) => {
  const { bundleFunction } = await original();
  const directory = bundleFunction('hosted');
  return { bundleFunction: () => directory, bundleCanary: () => directory, bundleAudit: () => directory };
});

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000';
const WEB_ACL = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/0a1b2c3d-0000-4000-8000-000000000000';
/** The functions that know the hosts of the deployment, for the domains of pools. */
const WITH_HOSTS = ['branding', 'hosted', 'mfa', 'passkeys', 'sign-in', 'sign-up'].map((name) => `Ownpool: ${name}`);
const DOMAIN = { domain: 'auth.example.com', certificateArn: CERTIFICATE };

const edgeOf = (props: OwnpoolProps, env?: Environment) =>
  only(synthesised(props, env), 'AWS::CloudFront::Distribution').Properties.DistributionConfig;

test('a domain brings its wildcard, its certificate and TLS 1.2, and becomes the public URL', () => {
  const stack = synthesised({ ...DOMAIN, customHosts: ['login.example.org'] });
  expect(only(stack, 'AWS::CloudFront::Distribution').Properties.DistributionConfig).toMatchObject({
    Aliases: ['auth.example.com', '*.auth.example.com', 'login.example.org'],
    ViewerCertificate: {
      AcmCertificateArn: CERTIFICATE,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    },
  });
  expect(stack.template.toJSON().Outputs.OwnpoolEndpoint.Value).toBe('https://auth.example.com');
  for (const { Properties } of serving(stack)) {
    expect(Properties.Environment.Variables.OWNPOOL_PUBLIC_URL).toBe('https://auth.example.com');
  }
  expect(stack.of('AWS::Route53::RecordSet')).toEqual([]);
});

test('the functions that need the domains of pools know the hosts of the deployment, and no others do', () => {
  const stack = synthesised({ ...DOMAIN, customHosts: ['login.example.org', 'login.example.net'] });
  const edge = only(stack, 'AWS::CloudFront::Distribution').id;
  const hosts = /^OWNPOOL_(EDGE_HOST|DOMAIN_BASE|CUSTOM_HOSTS|CERTIFICATE_ARN)$/;
  const told = stack.of('AWS::Lambda::Function').flatMap(({ Properties }) => {
    const variables = Object.entries(Properties.Environment?.Variables ?? {}).filter(([name]) => hosts.test(name));
    return variables.length > 0 ? [[Properties.Description, Object.fromEntries(variables)]] : [];
  });
  const expected = {
    OWNPOOL_EDGE_HOST: { 'Fn::GetAtt': [edge, 'DomainName'] },
    OWNPOOL_DOMAIN_BASE: 'auth.example.com',
    OWNPOOL_CUSTOM_HOSTS: 'login.example.org,login.example.net',
    OWNPOOL_CERTIFICATE_ARN: CERTIFICATE,
  };
  expect(told.sort()).toEqual(WITH_HOSTS.map((name) => [name, expected]));
});

test('custom hosts alone leave the public URL to CloudFront', () => {
  const stack = synthesised({ certificateArn: CERTIFICATE, customHosts: ['login.example.org'] });
  const edge = only(stack, 'AWS::CloudFront::Distribution');
  expect(edge.Properties.DistributionConfig.Aliases).toEqual(['login.example.org']);
  expect(references(stack.template.toJSON().Outputs.OwnpoolEndpoint.Value)).toEqual([edge.id]);
});

test('a zone gets both addresses of the domain and of its wildcard', () => {
  const stack = synthesised({ ...DOMAIN, hostedZoneId: 'Z0123456789ABC', customHosts: ['login.example.org'] });
  const edge = only(stack, 'AWS::CloudFront::Distribution').id;
  const records = stack.of('AWS::Route53::RecordSet').map(({ Properties }) => Properties);
  expect(records.map(({ Name, Type }) => `${Type} ${Name}`)).toEqual([
    'A auth.example.com.',
    'AAAA auth.example.com.',
    'A *.auth.example.com.',
    'AAAA *.auth.example.com.',
  ]);
  for (const { HostedZoneId, AliasTarget } of records) {
    expect(HostedZoneId).toBe('Z0123456789ABC');
    expect(AliasTarget).toEqual({ DNSName: { 'Fn::GetAtt': [edge, 'DomainName'] }, HostedZoneId: 'Z2FDTNDATAQYW2' });
  }
});

test('the firewall limits addresses, and counts what would stop right requests', () => {
  const stack = synthesised({ wafRequestsPerAddress: 500, wafSignUpsPerAddress: 20 });
  const { id, Properties } = only(stack, 'AWS::WAFv2::WebACL');
  expect(only(stack, 'AWS::CloudFront::Distribution').Properties.DistributionConfig.WebACLId).toEqual({
    'Fn::GetAtt': [id, 'Arn'],
  });
  const [limit, signUps, common] = Properties.Rules;
  expect(Properties).toMatchObject({ Scope: 'CLOUDFRONT', DefaultAction: { Allow: {} } });
  expect(limit).toMatchObject({
    Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
    Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 500, EvaluationWindowSec: 300 } },
  });
  expect(limit.Statement.RateBasedStatement.ScopeDownStatement).toBeUndefined();
  expect(signUps.Statement.RateBasedStatement).toMatchObject({
    AggregateKeyType: 'IP',
    Limit: 20,
    EvaluationWindowSec: 300,
  });
  const { Statements: ways } = signUps.Statement.RateBasedStatement.ScopeDownStatement.OrStatement;
  const exactly = { PositionalConstraint: 'EXACTLY', TextTransformations: [{ Priority: 0, Type: 'NONE' }] };
  const header = { SingleHeader: { Name: 'x-amz-target' } };
  const operation = 'AWSCognitoIdentityProviderService.SignUp';
  expect(ways[0].ByteMatchStatement).toEqual({ ...exactly, FieldToMatch: header, SearchString: operation });
  const page = ways[1].AndStatement.Statements.map(
    (one: { readonly ByteMatchStatement: unknown }) => one.ByteMatchStatement,
  );
  expect(page).toEqual([
    { ...exactly, FieldToMatch: { Method: {} }, SearchString: 'POST' },
    { ...exactly, FieldToMatch: { UriPath: {} }, PositionalConstraint: 'ENDS_WITH', SearchString: '/signup' },
  ]);
  const { RuleActionOverrides, Name } = common.Statement.ManagedRuleGroupStatement;
  expect(Name).toBe('AWSManagedRulesCommonRuleSet');
  const counted = RuleActionOverrides.map((rule: { Name: string; ActionToUse: unknown }) => {
    expect(rule.ActionToUse).toEqual({ Count: {} });
    return rule.Name;
  });
  for (const body of ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericRFI_BODY'])
    expect(counted).toContain(body);
  for (const { VisibilityConfig } of [Properties, ...Properties.Rules]) {
    expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
  }
});

test('whoever is above a limit is told so by the API, in browsers as well', () => {
  const { Properties } = only(synthesised(), 'AWS::WAFv2::WebACL');
  for (const { Action } of Properties.Rules.slice(0, 2)) {
    const { ResponseCode, CustomResponseBodyKey, ResponseHeaders } = Action.Block.CustomResponse;
    expect(ResponseCode).toBe(429);
    expect(ResponseHeaders).toContainEqual({ Name: 'access-control-allow-origin', Value: '*' });
    const { ContentType, Content } = Properties.CustomResponseBodies[CustomResponseBodyKey];
    expect(ContentType).toBe('APPLICATION_JSON');
    expect(JSON.parse(Content)).toEqual({ __type: 'TooManyRequestsException', message: 'Rate exceeded' });
  }
});

test('a stack has a firewall where it can have one, unless there is another or none is wanted', () => {
  const made = (props: OwnpoolProps, region: string | undefined) =>
    synthesised(props, { region }).of('AWS::WAFv2::WebACL').length;
  expect(made({}, 'us-east-1')).toBe(1);
  expect(made({ waf: false }, 'us-east-1')).toBe(0);
  expect(made({}, 'eu-west-1')).toBe(0);
  expect(made({}, undefined)).toBe(0);
  expect(edgeOf({ waf: false }).WebACLId).toBeUndefined();
  for (const region of ['eu-west-1', 'us-east-1']) {
    expect(made({ webAclArn: WEB_ACL }, region)).toBe(0);
    expect(edgeOf({ webAclArn: WEB_ACL }, { region }).WebACLId).toBe(WEB_ACL);
  }
});

test('a function kept warm is called by its alias', () => {
  const stack = synthesised({ provisionedConcurrency: { 'sign-in': 5 } });
  const alias = only(stack, 'AWS::Lambda::Alias');
  expect(alias.Properties).toMatchObject({
    Name: 'live',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
  });
  expect(alias.id).toContain('SignIn');
  const route = stack
    .of('AWS::ApiGatewayV2::Route')
    .find(({ Properties }) => Properties.RouteKey === 'POST /idp/sign-in');
  const integration = stack.resources[references(route?.Properties.Target)[0]!]!;
  expect(references(integration.Properties.IntegrationUri)).toEqual([alias.id]);
  const allowed = stack.of('AWS::Lambda::Permission').map(({ Properties }) => references(Properties.FunctionName)[0]);
  expect(allowed).toContain(alias.id);
});

test('warm throughput is of the table and of its index', () => {
  const { Properties } = only(
    synthesised({ warmThroughput: { readUnits: 24_000, writeUnits: 8_000 } }),
    'AWS::DynamoDB::GlobalTable',
  );
  const warm = { ReadUnitsPerSecond: 24_000, WriteUnitsPerSecond: 8_000 };
  expect(Properties).toMatchObject({ WarmThroughput: warm, GlobalSecondaryIndexes: [{ WarmThroughput: warm }] });
});

test('senders go to the functions that send, and only there', () => {
  const stack = synthesised({ mailFrom: 'Ownpool <a@example.com>', smsSenderId: 'Ownpool' });
  const told = serving(stack).flatMap(({ Properties }) => {
    const { OWNPOOL_MAIL_FROM, OWNPOOL_SMS_SENDER_ID } = Properties.Environment.Variables;
    if (OWNPOOL_MAIL_FROM === undefined && OWNPOOL_SMS_SENDER_ID === undefined) return [];
    expect([OWNPOOL_MAIL_FROM, OWNPOOL_SMS_SENDER_ID]).toEqual(['Ownpool <a@example.com>', 'Ownpool']);
    return [Properties.Description.replace('Ownpool: ', '')];
  });
  expect(told.sort()).toEqual(['account', 'hosted', 'messages', 'sign-in', 'sign-up', 'users']);
});

test('pools for which hosts are kept are told to the function that gives pools their domains', () => {
  const hostPools = { 'login.example.org': 'us-east-1_AbCdEf123' };
  const stack = synthesised({ ...DOMAIN, customHosts: ['login.example.org'], hostPools });
  const told = serving(stack).flatMap(({ Properties }) => {
    const { OWNPOOL_HOST_POOLS } = Properties.Environment.Variables;
    return OWNPOOL_HOST_POOLS === undefined ? [] : [[Properties.Description, JSON.parse(OWNPOOL_HOST_POOLS)]];
  });
  expect(told.sort()).toEqual(WITH_HOSTS.map((name) => [name, hostPools]));
});

test('log groups of the pools are told to the function that pools name them to, and only there', () => {
  const stack = synthesised({ notificationLogGroups: ['pools/errors', 'others'] });
  const told = serving(stack).flatMap(({ Properties }) => {
    const { OWNPOOL_LOG_GROUPS } = Properties.Environment.Variables;
    return OWNPOOL_LOG_GROUPS === undefined ? [] : [[Properties.Description, OWNPOOL_LOG_GROUPS]];
  });
  expect(told).toEqual([['Ownpool: pools', 'pools/errors,others']]);
});

test('who is to be told gets alarms and the budget', () => {
  const stack = synthesised({ alarmEmail: 'ops@example.com', monthlyBudget: 200 });
  expect(only(stack, 'AWS::SNS::Subscription').Properties).toMatchObject({
    Protocol: 'email',
    Endpoint: 'ops@example.com',
    TopicArn: { Ref: only(stack, 'AWS::SNS::Topic').id },
  });
  const { Budget, NotificationsWithSubscribers } = only(stack, 'AWS::Budgets::Budget').Properties;
  expect(Budget).toMatchObject({ BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 200, Unit: 'USD' } });
  const notices = NotificationsWithSubscribers.map(
    (notice: { Notification: Record<string, unknown>; Subscribers: unknown }) => {
      expect(notice.Subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'ops@example.com' }]);
      return [notice.Notification.NotificationType, notice.Notification.Threshold];
    },
  );
  expect(notices).toEqual([
    ['ACTUAL', 80],
    ['FORECASTED', 100],
  ]);
});

test('retention, throttling and deletion protection are as told', () => {
  const stack = synthesised({
    logRetentionDays: 7,
    auditRetentionDays: 30,
    requestsPerSecond: 50,
    burst: 20,
    deletionProtection: false,
  });
  for (const { id, Properties } of stack.of('AWS::Logs::LogGroup')) {
    expect(Properties.RetentionInDays).toBe(id.includes('Audit') ? 30 : 7);
  }
  expect(only(stack, 'AWS::ApiGatewayV2::Stage').Properties.DefaultRouteSettings).toEqual({
    ThrottlingRateLimit: 50,
    ThrottlingBurstLimit: 20,
  });
  // No route is shut, however small its share.
  const shares = Object.values<object>(only(stack, 'AWS::ApiGatewayV2::Stage').Properties.RouteSettings);
  for (const limits of shares) for (const limit of Object.values(limits)) expect(limit).toBeGreaterThanOrEqual(1);
  const { Properties, DeletionPolicy } = only(stack, 'AWS::DynamoDB::GlobalTable');
  expect(Properties.Replicas[0].DeletionProtectionEnabled).toBe(false);
  expect(DeletionPolicy).toBe('Retain');
});

const RESTORED = { restoredTable: 'ownpool-restored', ...DOMAIN };
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/mrk-0123';

test("a restored table takes the place of the stack's own, which stays", () => {
  const stack = synthesised(RESTORED);
  const own = only(stack, 'AWS::DynamoDB::GlobalTable').id;
  for (const { Properties } of serving(stack)) {
    expect(Properties.Environment.Variables.OWNPOOL_TABLE).toBe('ownpool-restored');
  }
  expect(referring(stack, own)).toEqual([]);
  expect(JSON.stringify(stack.of('AWS::IAM::Role'))).toContain(':table/ownpool-restored/index/gsi1');
  expect(stack.template.toJSON().Outputs.OwnpoolTable.Value).toBe('ownpool-restored');
});

test("the key of an earlier stack takes the place of the stack's own, which stays as it is", () => {
  const stack = synthesised({ ...RESTORED, keyArn: KEY });
  const own = only(stack, 'AWS::KMS::Key');
  expect(own).toEqual(only(synthesised(RESTORED), 'AWS::KMS::Key'));
  expect(referring(stack, own.id)).toEqual([]);
  for (const { Properties } of serving(stack)) {
    expect(Properties.Environment.Variables.OWNPOOL_KEY_ARN).toBe(KEY);
  }
  expect(stack.template.toJSON().Outputs.OwnpoolKey.Value).toBe(KEY);
});

test('a stack that knows no region takes the key as it is', () => {
  const stack = synthesised({ ...RESTORED, keyArn: KEY }, {});
  expect(stack.template.toJSON().Outputs.OwnpoolKey.Value).toBe(KEY);
});

test('a stack is kept from being deleted, unless that is switched off', () => {
  const stackOf = (context: Readonly<Record<string, unknown>>) => {
    const app = new App();
    const stack = ownpoolStack(app, parseContext(context));
    return app.synth().getStackByName(stack.stackName).terminationProtection;
  };
  expect(stackOf({})).toBe(true);
  expect(stackOf({ terminationProtection: 'false' })).toBe(false);
});

/** The resources that know another one. */
function referring({ resources }: Synthesised, id: string): readonly string[] {
  return Object.entries(resources).flatMap(([name, one]) =>
    name !== id && references(one).includes(id) ? [name] : [],
  );
}
