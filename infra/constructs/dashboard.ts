import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { FUNCTION_NAMES, type FunctionName, needsOf } from '../functions.ts';
import type { Functions } from './function-group.ts';
import { apiMetric, ownMetric, tableMetric, throttles } from './metrics.ts';

type Watched = {
  readonly api: HttpApi;
  readonly functions: Functions;
  readonly table: ITableV2;
  readonly distribution: Distribution;
};

/** One page of graphs; its name, which has to be the only one in the account. */
export function dashboard(scope: Construct, { api, functions, table, distribution }: Watched): string {
  const stack = Stack.of(scope);
  const dashboardName = `${stack.stackName}-${stack.region}`;
  const graph = (title: string, left: readonly IMetric[]) =>
    new GraphWidget({ title, width: 8, height: 6, left: [...left] });
  // The hosted function writes no metrics: what it answers is kept by the edge.
  const groups = FUNCTION_NAMES.filter((name) => !needsOf(name).internal && name !== 'hosted');
  const perFunction = (metric: (name: FunctionName) => IMetric) => FUNCTION_NAMES.map(metric);
  const one = { period: Duration.minutes(1) };
  new Dashboard(scope, 'Dashboard', {
    dashboardName,
    widgets: [
      [
        graph('Edge: requests and errors', [
          edgeMetric(distribution, 'Requests', 'Sum'),
          edgeMetric(distribution, '4xxErrorRate', 'Average'),
          edgeMetric(distribution, '5xxErrorRate', 'Average'),
        ]),
        graph('API: requests and errors', [
          apiMetric(api, 'Count', 'Sum'),
          apiMetric(api, '4xx', 'Sum'),
          apiMetric(api, '5xx', 'Sum'),
        ]),
        graph('API: latency', [
          apiMetric(api, 'Latency', 'p50'),
          apiMetric(api, 'Latency', 'p90'),
          apiMetric(api, 'Latency', 'p99'),
        ]),
      ],
      [
        graph(
          'Latency p99 by group',
          groups.map((name) => ownMetric(stack, 'Latency', 'p99', name)),
        ),
        graph(
          'Server errors by group',
          groups.map((name) => ownMetric(stack, 'ServerErrors', 'Sum', name)),
        ),
        graph('Age of the oldest job', [ownMetric(stack, 'OldestJobAge', 'Maximum')]),
      ],
      [
        graph(
          'Functions: running at once',
          perFunction((name) =>
            functions[name].lambda.metric('ConcurrentExecutions', { ...one, statistic: 'Maximum', label: name }),
          ),
        ),
        graph(
          'Functions: crashes',
          perFunction((name) => functions[name].lambda.metricErrors({ ...one, label: name })),
        ),
        graph(
          'Functions: throttles',
          perFunction((name) => functions[name].lambda.metricThrottles({ ...one, label: name })),
        ),
      ],
      [
        graph(
          'Functions: longest run',
          perFunction((name) => functions[name].lambda.metricDuration({ ...one, statistic: 'Maximum', label: name })),
        ),
        graph('Table: units', [
          tableMetric(table, 'ConsumedReadCapacityUnits'),
          tableMetric(table, 'ConsumedWriteCapacityUnits'),
        ]),
        graph('Table: throttles', throttles(table)),
      ],
    ],
  });
  return dashboardName;
}

/** CloudFront reports to us-east-1, wherever the rest is. */
function edgeMetric(distribution: Distribution, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    statistic,
    region: 'us-east-1',
    period: Duration.minutes(1),
    dimensionsMap: { DistributionId: distribution.distributionId, Region: 'Global' },
  });
}
