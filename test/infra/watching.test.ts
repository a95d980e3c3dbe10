import { readFileSync } from 'node:fs';
import type { Environment } from 'aws-cdk-lib';
import { describe, expect, test, vi } from 'vitest';
import { STALLED_SECONDS } from '#core/jobs/stalled.ts';
import { idOf } from '#infra/constructs/function-group.ts';
import type { OwnpoolProps } from '#infra/constructs/props.ts';
import { DEPLOYED } from '#infra/cost/assumptions.ts';
import { FUNCTION_NAMES } from '#infra/functions.ts';
import { lambdaLogger } from '#runtime/lambda-logger.ts';
import { only, type Resource, references, synthesised } from './synthesised.ts';

/** What a function runs is not the matter here. */
vi.mock(import('#infra/bundle.ts'), async (original) => {
  const { bundleFunction } = await original();
  const directory = bundleFunction('hosted');
  return { bundleFunction: () => directory, bundleCanary: () => directory, bundleAudit: () => directory };
});

type MetricStat = {
  readonly Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: unknown }[] };
  readonly Period: number;
  readonly Stat: string;
};
type Query = { readonly Id: string; readonly Expression?: string; readonly MetricStat?: MetricStat };

/** The metrics that an alarm looks at. */
function metricsOf({ Properties }: Resource): readonly MetricStat[] {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = Properties;
  if (Metrics) return (Metrics as Query[]).flatMap(({ MetricStat }) => MetricStat ?? []);
  return [{ Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic ?? ExtendedStatistic }];
}

/** Alarms by the id they have in infra/constructs/alarm-rules.ts. */
function alarmsOf(props: OwnpoolProps = {}, env?: Environment) {
  const alarms = synthesised(props, env).of('AWS::CloudWatch::Alarm');
  return new Map(alarms.map((alarm) => [alarm.id.replace(/^OwnpoolAlarms|[0-9A-F]{8}$/g, ''), alarm]));
}

/** The value of an alarm's expression, of which every metric has one value or none. */
function resultOf({ Properties }: Resource, values: Readonly<Record<string, number>>): number {
  const queries = Properties.Metrics as Query[];
  const names = queries.flatMap(({ Id, MetricStat }) => (MetricStat ? [Id] : []));
  const expression = queries.find(({ Expression }) => Expression)!.Expression!;
  // A metric without a value makes everything it is in worth nothing, unless FILL replaces it.
  const FILL = (value: number, instead: number) => (Number.isNaN(value) ? instead : value);
  const IF = (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise);
  const run = new Function('FILL', 'IF', ...names, `return ${expression};`);
  return run(FILL, IF, ...names.map((name) => values[name] ?? Number.NaN));
}

const stack = synthesised();
const alarms = alarmsOf();
const text = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

test('every alarm tells the topic, and CloudWatch may', () => {
  const topic = only(stack, 'AWS::SNS::Topic').id;
  for (const { Properties } of alarms.values()) expect(Properties.AlarmActions).toEqual([{ Ref: topic }]);
  expect(only(stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }),
  );
  expect(stack.of('AWS::SNS::Subscription')).toEqual([]);
  expect(stack.of('AWS::Budgets::Budget')).toEqual([]);
});

test('there is one for every way to fail', () => {
  const ofFunctions = FUNCTION_NAMES.flatMap((name) => [
    `${idOf(name)}Failures`,
    ...(name === 'jobs' ? [] : [`${idOf(name)}Slow`]),
  ]);
  const audit = ['AuditFailures'];
  const frontDoor = ['ClientErrors', 'Latency', 'NotFromEdge', 'RefusedSignatures', 'ServerErrors', 'TooManyRequests'];
  const messages = ['Bounces', 'Complaints', 'MessagesLost', 'MessagesNotDelivered', 'SmsSpend'];
  const store = ['OldestJob', 'TableFaults', 'TableThrottles', 'TransactionConflicts'];
  const edge = ['EdgeErrors', 'RouterFailures'];
  const everywhere = [...ofFunctions, ...audit, ...frontDoor, ...messages, ...store].sort();
  expect([...alarms.keys()].sort()).toEqual([...everywhere, ...edge].sort());
  expect([...alarmsOf({}, { region: 'eu-west-1' }).keys()].sort()).toEqual(everywhere);
  const asked = alarmsOf({ canary: true, quietMinutes: 60 });
  expect([...asked.keys()].filter((name) => !alarms.has(name)).sort()).toEqual(['Canary', 'Quiet']);
});

test('the metrics of alarms are as many as docs/deploy.md and the cost model count', () => {
  const metrics = [...alarms.values()].flatMap(metricsOf);
  expect(metrics).toHaveLength(DEPLOYED.alarmMetrics);
  expect(text).toContain(`${alarms.size} alarms on ${metrics.length} metrics`);
});

test('no metric of CloudFront is watched where CloudFront does not report to', () => {
  const inEurope = [...alarmsOf({}, { region: 'eu-west-1' }).values()].flatMap(metricsOf);
  expect(inEurope.filter(({ Metric }) => Metric.Namespace === 'AWS/CloudFront')).toEqual([]);
});

test('every alarm on a metric of our own reads one that is written, with its dimensions', () => {
  const written = new Set(['Ownpool/Ownpool Throttled ']);
  const write = (line: string) => {
    const fields = JSON.parse(line);
    for (const { Namespace, Dimensions, Metrics } of fields._aws?.CloudWatchMetrics ?? []) {
      const dimensions = Dimensions[0].map((name: string) => `${name}=${fields[name]}`).join();
      for (const { Name } of Metrics) written.add(`${Namespace} ${Name} ${dimensions}`);
    }
  };
  const logger = lambdaLogger({ stack: 'Ownpool', group: 'sign-in', signed: ['AdminInitiateAuth'] }, write);
  logger.info('request', { operation: 'AdminInitiateAuth', status: 200 });
  for (const event of ['jobs.round', 'request.not-from-edge', 'message.not-delivered']) logger.info(event);
  const own = [...alarmsOf({ quietMinutes: 30 }).values()]
    .flatMap(metricsOf)
    .filter(({ Metric }) => Metric.Namespace.startsWith('Ownpool'))
    .map(({ Metric: { Namespace, MetricName, Dimensions = [] } }) => {
      const sorted = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort((a, b) => b.localeCompare(a));
      return `${Namespace} ${MetricName} ${sorted.join()}`;
    });
  expect(new Set(own).size).toBe(6);
  for (const metric of own) expect(written).toContain(metric);
});

test('429 is read from the access log, where API Gateway writes the status as a text', () => {
  const { Properties } = only(stack, 'AWS::Logs::MetricFilter');
  const stage = only(stack, 'AWS::ApiGatewayV2::Stage').Properties;
  expect(JSON.parse(stage.AccessLogSettings.Format).status).toBe('$context.status');
  expect(Properties).toMatchObject({
    FilterPattern: '{ $.status = "429" }',
    MetricTransformations: [{ MetricNamespace: 'Ownpool/Ownpool', MetricName: 'Throttled', MetricValue: '1' }],
  });
  expect(references(Properties.LogGroupName)).toEqual(references(stage.AccessLogSettings.DestinationArn));
});

describe('what an alarm makes of its metrics', () => {
  test.each([...alarms].filter(([, { Properties }]) => Properties.Metrics))(
    '%s is not above it when nothing happened',
    (_, alarm) => {
      const value = resultOf(alarm, {});
      expect(value > alarm.Properties.Threshold).toBe(false);
      expect(Number.isNaN(value)).toBe(false);
    },
  );

  test.each(['TableThrottles', 'TableFaults', 'RouterFailures', 'UsersFailures'])(
    '%s goes off when one of its metrics has values, and the others never had any',
    (name) => {
      const alarm = alarms.get(name)!;
      for (const { Id, MetricStat } of alarm.Properties.Metrics as Query[]) {
        if (MetricStat) expect(resultOf(alarm, { [Id]: 1 })).toBeGreaterThan(alarm.Properties.Threshold);
      }
    },
  );

  test.each([
    ['ServerErrors', 4, 4, false],
    ['ServerErrors', 5, 400, true],
    ['ServerErrors', 5, 501, false],
    ['ClientErrors', 19, 19, false],
    ['ClientErrors', 20, 30, true],
    ['ClientErrors', 400, 1000, false],
    ['RefusedSignatures', 9, 9, false],
    ['RefusedSignatures', 10, 12, true],
    ['RefusedSignatures', 100, 250, false],
  ])('%s with %i of %i: %s', (name, part, whole, goesOff) => {
    const alarm = alarms.get(name)!;
    expect(resultOf(alarm, { part, whole }) > alarm.Properties.Threshold).toBe(goesOff);
  });

  test.each([
    ['one of many', 10_000, 0.04, false],
    ['one of one', 1, 100, false],
    ['most of some', 20, 60, true],
    ['some of many', 10_000, 6, true],
  ])('EdgeErrors with %s failed', (_, requests, rate, goesOff) => {
    const alarm = alarms.get('EdgeErrors')!;
    expect(resultOf(alarm, { requests, rate }) > alarm.Properties.Threshold).toBe(goesOff);
  });

  test('Quiet goes off after so many minutes without a sign-in, also when there never was one', () => {
    const { Properties, ...alarm } = alarmsOf({ quietMinutes: 60 }).get('Quiet')!;
    expect(resultOf({ Properties, ...alarm }, { requests: 1 })).toBe(0);
    expect(resultOf({ Properties, ...alarm }, {})).toBe(1);
    expect(Properties).toMatchObject({ Threshold: 0, EvaluationPeriods: 12, TreatMissingData: 'breaching' });
    expect(Properties.Metrics).toContainEqual(
      expect.objectContaining({ MetricStat: expect.objectContaining({ Period: 300, Stat: 'SampleCount' }) }),
    );
  });
});

test('a job that is stalled is an alarm, and so is silence about jobs', () => {
  expect(alarms.get('OldestJob')!.Properties).toMatchObject({
    Namespace: 'Ownpool',
    MetricName: 'OldestJobAge',
    Threshold: STALLED_SECONDS,
    TreatMissingData: 'breaching',
  });
});

test('SES is watched below the rates from which on AWS looks into an account, and SMS by what they may cost', () => {
  expect(alarms.get('Bounces')!.Properties).toMatchObject({
    Namespace: 'AWS/SES',
    MetricName: 'Reputation.BounceRate',
    Threshold: 0.04,
    // The metric has a value now and then.
    TreatMissingData: 'ignore',
  });
  expect(alarms.get('Complaints')!.Properties).toMatchObject({
    MetricName: 'Reputation.ComplaintRate',
    Threshold: 0.0008,
  });
  const sms = (props: OwnpoolProps) => alarmsOf(props).get('SmsSpend')!.Properties;
  expect(sms({})).toMatchObject({ Namespace: 'AWS/SNS', MetricName: 'SMSMonthToDateSpentUSD', Threshold: 0.8 });
  expect(sms({ smsBudget: 500 }).Threshold).toBe(400);
});

test('conflicts are those of the table that is used', () => {
  const [metric] = metricsOf(
    alarmsOf({ restoredTable: 'ownpool-restored', allowForeignIssuers: true }).get('TransactionConflicts')!,
  );
  expect(metric!.Metric).toMatchObject({
    Namespace: 'AWS/DynamoDB',
    MetricName: 'TransactionConflict',
    Dimensions: [{ Name: 'TableName', Value: 'ownpool-restored' }],
  });
});
