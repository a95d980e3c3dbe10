import { Duration, Stack } from 'aws-cdk-lib';
import type { IApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { INDEX_NAME } from '#adapters/dynamo/keys.ts';
import type { FunctionName } from '../functions.ts';

/** The operations that the functions perform on the table. */
const TABLE_OPERATIONS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'TransactWriteItems',
  'BatchWriteItem',
];

const MINUTE = { period: Duration.minutes(1) };

/** CloudFront, which has no region, reports its metrics to this one. */
export const EDGE_REGION = 'us-east-1';

/** Returns a metric of the API, with a period of one minute. */
export function apiMetric(api: IApi, metricName: '5xx' | '4xx' | 'Count' | 'Latency', statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    statistic,
    dimensionsMap: { ApiId: api.apiId },
    ...MINUTE,
  });
}

/**
 * Counts the requests that API Gateway itself throttles. It has no metric of them and never calls a function, so they
 * are read from the access log.
 */
export function throttledMetric(scope: Construct, accessLog: ILogGroup): Metric {
  const filter = new MetricFilter(scope, 'Throttled', {
    logGroup: accessLog,
    filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
    // The metric of a filter takes dimensions from the entry alone, so the name of the stack is in the namespace.
    metricNamespace: `Ownpool/${Stack.of(scope).stackName}`,
    metricName: 'Throttled',
    unit: Unit.COUNT,
  });
  return filter.metric({ statistic: 'Sum', ...MINUTE });
}

/**
 * Returns a metric that the functions write with their logs (shared/runtime/lambda-logger.ts), of one group or of the
 * whole deployment.
 */
export function ownMetric(
  stack: Stack,
  metricName:
    | 'ServerErrors'
    | 'Latency'
    | 'OldestJobAge'
    | 'RefusedSignatures'
    | 'NotFromEdge'
    | 'MessagesNotDelivered',
  statistic: string,
  group?: FunctionName,
): Metric {
  return new Metric({
    namespace: 'Ownpool',
    metricName,
    statistic,
    dimensionsMap: { Stack: stack.stackName, ...(group && { Group: group }) },
    ...MINUTE,
  });
}

/** Returns the sum of a metric of the table, with a period of one minute. */
export function tableMetric(table: ITableV2, metricName: string, dimensions: Readonly<Record<string, string>> = {}) {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    statistic: 'Sum',
    dimensionsMap: { TableName: table.tableName, ...dimensions },
    ...MINUTE,
  });
}

/** Returns a metric of the distribution, or of the function that runs on it. */
export function edgeMetric(
  metricName: string,
  statistic: string,
  of: { readonly DistributionId: string } | { readonly FunctionName: string },
): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    statistic,
    region: EDGE_REGION,
    dimensionsMap: { ...of, Region: 'Global' },
    ...MINUTE,
  });
}

/** Returns a metric that SES or SNS reports of the whole account in this region, as its maximum per hour. */
export function accountMetric(namespace: 'AWS/SES' | 'AWS/SNS', metricName: string): Metric {
  return new Metric({ namespace, metricName, statistic: 'Maximum', period: Duration.hours(1) });
}

/** Returns the metrics of throttled reads and writes, of the table and of its index. */
export function throttles(table: ITableV2): readonly Metric[] {
  return ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
    tableMetric(table, name),
    tableMetric(table, name, { GlobalSecondaryIndexName: INDEX_NAME }),
  ]);
}

/** Returns the metrics of DynamoDB's own faults, one for each operation. */
export function systemErrors(table: ITableV2): readonly Metric[] {
  return TABLE_OPERATIONS.map((Operation) => tableMetric(table, 'SystemErrors', { Operation }));
}
