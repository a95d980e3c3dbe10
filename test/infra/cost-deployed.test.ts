import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseContext } from '#infra/config.ts';
import { DEPLOYED } from '#infra/cost/assumptions.ts';
import { LIMITS } from '#infra/cost/limits.ts';
import { CALLED_NAMES } from '#infra/functions.ts';
import { ownpoolStack } from '#infra/stack.ts';
import { lambdaLogger } from '#runtime/lambda-logger.ts';

type Resource = { readonly Properties: Readonly<Record<string, never>> };

/** What the cost model takes from the deployment, against the template that is deployed. */
describe('the cost model and the template', () => {
  let template: Template;
  const all = (type: string): readonly Resource[] => Object.values(template.findResources(type)) as never;

  beforeAll(() => {
    template = Template.fromStack(ownpoolStack(new App(), parseContext({})));
  });

  it('count the same keys, secrets and dashboards', () => {
    expect(all('AWS::KMS::Key')).toHaveLength(DEPLOYED.kmsKeys);
    expect(all('AWS::SecretsManager::Secret')).toHaveLength(DEPLOYED.secrets);
    expect(all('AWS::CloudWatch::Dashboard')).toHaveLength(DEPLOYED.dashboards);
    const [acl] = all('AWS::WAFv2::WebACL');
    expect(acl!.Properties.Rules).toHaveLength(DEPLOYED.wafRules);
  });

  it('count the same metrics in alarms', () => {
    const metrics = all('AWS::CloudWatch::Alarm').flatMap(({ Properties: { MetricName, Metrics = [] } }) =>
      MetricName ? [MetricName] : (Metrics as { MetricStat?: object }[]).filter(({ MetricStat }) => MetricStat),
    );
    expect(metrics).toHaveLength(DEPLOYED.alarmMetrics);
  });

  it('keep logs as long', () => {
    for (const [id, { Properties }] of Object.entries(template.findResources('AWS::Logs::LogGroup'))) {
      const { logRetentionDays, auditRetentionDays } = DEPLOYED;
      expect(Properties.RetentionInDays).toBe(id.includes('Audit') ? auditRetentionDays : logRetentionDays);
    }
  });

  it('let as many requests through', () => {
    const [stage] = all('AWS::ApiGatewayV2::Stage');
    expect(stage!.Properties.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: LIMITS.stageRequests });
  });
});

it("the cost model counts the functions' own metrics, and that of the access log", () => {
  const metrics = new Set<string>();
  const write = (line: string) => {
    const { _aws, ...fields } = JSON.parse(line);
    for (const { Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      const values = Dimensions[0].map((name: string) => fields[name]).join();
      for (const { Name } of Metrics) metrics.add(`${Name} ${values}`);
    }
  };
  for (const group of CALLED_NAMES) {
    const logger = lambdaLogger({ stack: 's', group, signed: ['AdminGetUser'] }, write);
    logger.info('request', { status: 200, operation: 'AdminGetUser' });
    for (const event of ['request.not-from-edge', 'message.not-delivered', 'message.not-deferred']) logger.warn(event);
  }
  lambdaLogger({ stack: 's', group: 'jobs' }, write).info('jobs.round', { seconds: 0 });
  const template = Template.fromStack(ownpoolStack(new App(), parseContext({})));
  const filters = Object.keys(template.findResources('AWS::Logs::MetricFilter'));
  expect(metrics.size + filters.length).toBe(DEPLOYED.ownMetrics);
});
