import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleCanary } from '#infra/bundle.ts';
import { type Deployment, startDeployment } from '#test/deployment.ts';
import { statementsOf } from '#test/iam.ts';
import { type LambdaProcess, startLambda } from '#test/lambda-process.ts';
import { node24 } from '#test/node24.ts';
import { type Bend, type RunningProxy, startProxy } from '#test/proxy.ts';
import { only, references, synthesised } from './synthesised.ts';

const STEPS = ['DNS', 'connection', 'edge', 'clock', 'CORS', 'paths', 'function'];

/** Names of the steps that ended so. */
const steps = (lines: readonly string[], mark: 'ok' | 'FAIL') =>
  lines.flatMap((line) => (line.startsWith(`${mark.padEnd(4)}  `) ? [line.slice(6, 16).trim()] : []));

describe.each([
  ['Node 20', () => process.execPath],
  ['Node 24', node24],
])('the canary under %s', (_, node) => {
  let deployment: Deployment;
  let proxy: RunningProxy;
  let lambda: LambdaProcess;
  beforeAll(async () => {
    deployment = await startDeployment({ judge: () => true, whenCalled: true });
    proxy = await startProxy();
    proxy.lead(deployment.endpoint);
    // The canary gets nothing else: no table, no key, no credentials.
    lambda = await startLambda(bundleCanary(), { OWNPOOL_PUBLIC_URL: proxy.url }, node());
  });
  afterEach(() => proxy.bend());
  afterAll(async () => {
    await lambda?.stop();
    await proxy?.close();
    await deployment?.close();
  });

  /** Lines of one run, and whether Lambda would count an error. */
  async function run(bend?: Bend): Promise<{ readonly lines: readonly string[]; readonly failed: boolean }> {
    proxy.bend(bend);
    const before = lambda.lines().length;
    const failed = await lambda.invoke({ source: 'aws.events' }).then(
      () => false,
      () => true,
    );
    // The log comes another way than the answer.
    const lines = () => lambda.lines().slice(before);
    const isLast = (line: string) =>
      /^(ok|FAIL) +function/.test(line) || /^FAIL +(DNS|connection|edge|clock)/.test(line);
    await expect.poll(() => lines().some(isLast)).toBe(true);
    return { lines: lines(), failed };
  }

  it('finds a deployment well, and leaves a line for each step', async () => {
    const { lines, failed } = await run();
    expect(failed).toBe(false);
    expect(steps(lines, 'ok')).toEqual(STEPS);
    expect(steps(lines, 'FAIL')).toEqual([]);
  });

  it.each<[string, Bend, string]>([
    [
      'functions that do not know the edge',
      async () => ({ status: 403, headers: { 'x-amz-cf-id': 'x' }, body: '{"message":"Forbidden"}' }),
      'edge',
    ],
    ['a connection that breaks', async () => 'break', 'edge'],
    [
      'an API that fails',
      async () => ({ status: 503, headers: {}, body: '{"message":"Service Unavailable"}' }),
      'edge',
    ],
    [
      'answers that no browser may read',
      async (request, forward) => {
        const answer = await forward(request);
        const { 'access-control-allow-origin': _, ...headers } = answer.headers;
        return { ...answer, headers };
      },
      'CORS',
    ],
    [
      'functions without their data keys',
      async (request, forward) => {
        const body = '{"__type":"InternalErrorException"}';
        const answer = await forward(request);
        const { 'content-length': _, ...headers } = answer.headers;
        return request.operation === 'Doctor' ? { status: 500, headers, body } : answer;
      },
      'function',
    ],
    [
      'an edge that lets viewers past it',
      (request, forward) => forward({ ...request, url: request.url.replace(/^\/idp\/pools/i, '/') }),
      'paths',
    ],
    [
      'functions that refuse what the edge let through',
      async (request, forward) =>
        /idp/i.test(request.url)
          ? { status: 403, headers: { 'content-type': 'application/json' }, body: '{"message":"Forbidden"}' }
          : forward(request),
      'paths',
    ],
  ])('fails at %s, and says so', async (_name, bend, step) => {
    const { lines, failed } = await run(bend);
    expect(failed).toBe(true);
    expect(steps(lines, 'FAIL')).toEqual([step]);
  });

  it('takes it for right that the firewall stops a private path before the edge does', async () => {
    const { lines, failed } = await run(async (request, forward) =>
      request.url.includes('..%2f')
        ? { status: 403, headers: { server: 'CloudFront', 'content-type': 'text/html' }, body: '<h1>403 ERROR</h1>' }
        : forward(request),
    );
    expect([failed, steps(lines, 'FAIL')]).toEqual([false, []]);
  });
});

describe('the canary of a stack', () => {
  const stack = synthesised({ canary: true });
  const { id, Properties } = stack
    .of('AWS::Lambda::Function')
    .find((one) => one.Properties.Description === 'Ownpool: canary')!;

  it('is there only if it is asked for', () => {
    const plain = synthesised().of('AWS::Lambda::Function');
    expect(plain.map((one) => one.Properties.Description)).not.toContain('Ownpool: canary');
  });

  it('may write to its own log, and do nothing else', () => {
    const group = references(Properties.LoggingConfig.LogGroup)[0]!;
    expect(group).toContain('CanaryLogs');
    expect(statementsOf(stack, id)).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:of:${group}.Arn`,
      }),
    ]);
    const role = stack.resources[references(Properties.Role)[0]!]!;
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    expect(role.Properties.Policies).toHaveLength(1);
  });

  it('knows the public URL and no secret', () => {
    expect(Object.keys(Properties.Environment.Variables)).toEqual(['OWNPOOL_PUBLIC_URL']);
    const edge = only(stack, 'AWS::CloudFront::Distribution').id;
    expect(references(Properties.Environment.Variables.OWNPOOL_PUBLIC_URL)).toEqual([edge]);
  });

  it('runs every five minutes, once, and its alarm counts failures and silence in the same step', () => {
    const rule = stack.of('AWS::Events::Rule').find((one) => one.id.includes('Canary'))!;
    expect(rule.Properties).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [id, 'Arn'] }, RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    const later = stack.of('AWS::Lambda::EventInvokeConfig').find((one) => one.Properties.FunctionName.Ref === id)!;
    expect(later.Properties.MaximumRetryAttempts).toBe(0);
    const alarm = stack.of('AWS::CloudWatch::Alarm').find((one) => one.id.includes('AlarmsCanary'))!;
    expect(alarm.Properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 2,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'breaching',
    });
  });
});
