import { Duration, Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { CALLED_NAMES, FUNCTION_NAMES, type FunctionName } from '../functions.ts';
import type { Functions } from './function-group.ts';
import type { Api } from './http-api.ts';
import { apiMetric, edgeMetric, ownMetric, tableMetric, throttles } from './metrics.ts';

type Watched = {
  readonly api: Api;
  readonly throttled: IMetric;
  readonly functions: Functions;
  readonly table: ITableV2;
  readonly distribution: Distribution;
};

/** Creates a dashboard of one page and returns its name, which must be unique in the account. */
export function dashboard(scope: Construct, { api, throttled, functions, table, distribution }: Watched): string {
  const stack = Stack.of(scope);
  const { http } = api;
  const { distributionId: DistributionId } = distribution;
  const dashboardName = `${stack.stackName}-${stack.region}`;
  const graph = (title: string, left: readonly IMetric[]) =>
    new GraphWidget({ title, width: 8, height: 6, left: [...left] });
  const perGroup = (metric: (name: FunctionName) => IMetric) => CALLED_NAMES.map(metric);
  const perFunction = (metric: (name: FunctionName) => IMetric) => FUNCTION_NAMES.map(metric);
  const one = { period: Duration.minutes(1) };
  new Dashboard(scope, 'Dashboard', {
    dashboardName,
    widgets: [
      [
        graph('Edge: requests and errors', [
          edgeMetric('Requests', 'Sum', { DistributionId }),
          edgeMetric('4xxErrorRate', 'Average', { DistributionId }),
          edgeMetric('5xxErrorRate', 'Average', { DistributionId }),
        ]),
        graph('API: requests and errors', [
          apiMetric(http, 'Count', 'Sum'),
          apiMetric(http, '4xx', 'Sum'),
          apiMetric(http, '5xx', 'Sum'),
        ]),
        graph('API: latency', [
          apiMetric(http, 'Latency', 'p50'),
          apiMetric(http, 'Latency', 'p90'),
          apiMetric(http, 'Latency', 'p99'),
        ]),
      ],
      [
        graph(
          'Latency p99 by group',
          perGroup((name) => ownMetric(stack, 'Latency', 'p99', name)),
        ),
        graph(
          'Server errors by group',
          perGroup((name) => ownMetric(stack, 'ServerErrors', 'Sum', name)),
        ),
        graph('Longest time without progress of a job', [ownMetric(stack, 'OldestJobAge', 'Maximum')]),
      ],
      [
        graph('Refused: 429, not from the edge', [throttled, ownMetric(stack, 'NotFromEdge', 'Sum')]),
        graph('Refused signatures, share of the signed calls', [ownMetric(stack, 'RefusedSignatures', 'Average')]),
        graph('Messages not delivered', [ownMetric(stack, 'MessagesNotDelivered', 'Sum')]),
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
