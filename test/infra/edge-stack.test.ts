import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test, vi } from 'vitest';
import { DeploymentError, EdgeAlarms } from '#infra/index.ts';
import { deployedApp, only, ownpoolApp, templateOf } from './synthesised.ts';

/** What a function runs is not the matter here. */
vi.mock(import('#infra/bundle.ts'), async (original) => {
  const { bundleFunction } = await original();
  const directory = bundleFunction('hosted');
  return { bundleFunction: () => directory, bundleCanary: () => directory, bundleAudit: () => directory };
});

const stacksOf = (app: App) => app.node.children.filter((child) => child instanceof Stack);
const dimensionsOf = ({ of }: ReturnType<typeof templateOf>, name: string): readonly unknown[] =>
  of('AWS::CloudWatch::Alarm')
    .flatMap(({ Properties }) => Properties.Metrics ?? [])
    .flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])
    .filter(({ Name }) => Name === name)
    .map(({ Value }) => Value);

const warnings = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));

describe('a deployment outside us-east-1', () => {
  const app = deployedApp({ region: 'eu-west-1', props: { alarmEmail: 'ops@example.com' } });
  const [main, edge] = stacksOf(app) as [Stack, Stack];
  const [mainTemplate, edgeTemplate] = [templateOf(main), templateOf(edge)];

  test('has a second stack where CloudFront reports to, of a name that other regions leave free', () => {
    expect(stacksOf(app).map(({ stackName, region }) => `${stackName} ${region}`)).toEqual([
      'Ownpool eu-west-1',
      'Ownpool-edge-eu-west-1 us-east-1',
    ]);
    expect(edge.dependencies).toEqual([main]);
    expect(edge.account).toBe(main.account);
  });

  test('watches its own edge: by an output of the first stack, and by the name of its router', () => {
    const output = { StackName: 'Ownpool', OutputName: 'OwnpoolEdgeId', Region: 'eu-west-1' };
    const distribution = only(mainTemplate, 'AWS::CloudFront::Distribution').id;
    expect(mainTemplate.template.toJSON().Outputs.OwnpoolEdgeId.Value).toEqual({ Ref: distribution });
    expect(dimensionsOf(edgeTemplate, 'DistributionId')).toEqual([
      { 'Fn::GetStackOutput': output },
      { 'Fn::GetStackOutput': output },
    ]);
    const { Name } = only(mainTemplate, 'AWS::CloudFront::Function').Properties;
    expect(Name).toMatch(/^eu-west-1\w+$/);
    expect(dimensionsOf(edgeTemplate, 'FunctionName')).toEqual([Name, Name]);
  });

  test('has nothing there but the alarms, their topic and who is told', () => {
    const types = Object.values(edgeTemplate.resources).map(({ Type }) => Type);
    expect([...new Set(types)].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::SNS::Subscription',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
    ]);
    expect(only(edgeTemplate, 'AWS::SNS::Subscription').Properties.Endpoint).toBe('ops@example.com');
  });

  test('needs no role, function or parameter to tell the second stack', () => {
    const inAmerica = templateOf(stacksOf(deployedApp({ props: { waf: false } }))[0]!);
    const types = ({ resources }: ReturnType<typeof templateOf>) =>
      new Set(Object.values(resources).map((r) => r.Type));
    expect(types(mainTemplate)).toEqual(types(inAmerica).add('AWS::SNS::Subscription'));
  });
});

test('a deployment in us-east-1 is one stack, which watches its edge', () => {
  const [main, ...others] = stacksOf(deployedApp());
  expect(others).toEqual([]);
  expect(dimensionsOf(templateOf(main!), 'DistributionId')).toHaveLength(2);
});

describe('an alarm that nobody hears', () => {
  test.each([{ region: 'us-east-1' }, { region: 'eu-west-1' }])(
    'is warned of in $region, in one line for a stack',
    (env) => {
      for (const stack of stacksOf(deployedApp(env))) {
        expect(warnings(stack)).toEqual([
          `Nobody gets the alarms of the stack ${stack.stackName}: set alarmEmail. [ack: ownpool:alarms]`,
        ]);
      }
      for (const stack of stacksOf(deployedApp({ ...env, props: { alarmEmail: 'ops@example.com' } }))) {
        expect(warnings(stack)).toEqual([]);
      }
    },
  );
});

describe('EdgeAlarms in an app of somebody else', () => {
  const place = (env: Environment) => new Stack(new App(), 'Edge', { env });
  const names = { distributionId: 'E1ABCDEF', routerName: 'eu-west-1Router' };

  test('take the names of an edge, also of another app', () => {
    const stack = place({ region: 'us-east-1' });
    new EdgeAlarms(stack, 'EdgeAlarms', { ...names, alarmEmail: 'ops@example.com' });
    expect(new Set(dimensionsOf(templateOf(stack), 'DistributionId'))).toEqual(new Set(['E1ABCDEF']));
    expect(new Set(dimensionsOf(templateOf(stack), 'FunctionName'))).toEqual(new Set(['eu-west-1Router']));
  });

  test('take those of an Ownpool of the same app', () => {
    const { app, ownpool } = ownpoolApp({}, { region: 'eu-west-1' });
    const edge = new Stack(app, 'Edge', { env: { region: 'us-east-1' } });
    new EdgeAlarms(edge, 'EdgeAlarms', ownpool.edge);
    expect(dimensionsOf(templateOf(edge), 'DistributionId')).toHaveLength(2);
  });

  test.each([{ region: 'eu-west-1' }, {}])('refuse a stack that is elsewhere: %j', (env) => {
    const stack = place(env);
    expect(() => new EdgeAlarms(stack, 'EdgeAlarms', names)).toThrow(DeploymentError);
    expect(() => new EdgeAlarms(stack, 'Again', names)).toThrow(/^EdgeAlarms needs a stack in us-east-1/);
  });
});
