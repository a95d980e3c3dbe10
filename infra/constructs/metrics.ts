import { Duration, type Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { INDEX_NAME } from '#adapters/dynamo/keys.ts';
import type { FunctionName } from '../functions.ts';

/** What the functions do with the table. */
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

export function apiMetric(api: HttpApi, metricName: '5xx' | '4xx' | 'Count' | 'Latency', statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    statistic,
    dimensionsMap: { ApiId: api.apiId },
    ...MINUTE,
  });
}

/** A metric that the functions write with their logs (shared/runtime/lambda-logger.ts), of a group or of the deployment. */
export function ownMetric(
  stack: Stack,
  metricName: 'ServerErrors' | 'Latency' | 'OldestJobAge',
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

export function tableMetric(table: ITableV2, metricName: string, dimensions: Readonly<Record<string, string>> = {}) {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    statistic: 'Sum',
    dimensionsMap: { TableName: table.tableName, ...dimensions },
    ...MINUTE,
  });
}

/** Refusals of the table and of its index, reads and writes. */
export function throttles(table: ITableV2): readonly Metric[] {
  return ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
    tableMetric(table, name),
    tableMetric(table, name, { GlobalSecondaryIndexName: INDEX_NAME }),
  ]);
}

/** Faults of DynamoDB itself. */
export function systemErrors(table: ITableV2): readonly Metric[] {
  return TABLE_OPERATIONS.map((Operation) => tableMetric(table, 'SystemErrors', { Operation }));
}
