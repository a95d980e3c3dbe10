import { Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ofApi, ofAudit, ofCanary, ofEdge, ofFunctions, ofMessages, ofQuiet, ofStore } from './alarm-rules.ts';
import { alarms, budget } from './alarms.ts';
import { CANARY_PERIOD, canary } from './canary.ts';
import { dashboard } from './dashboard.ts';
import type { Edge } from './edge.ts';
import type { Functions } from './function-group.ts';
import type { Api } from './http-api.ts';
import { EDGE_REGION, throttledMetric } from './metrics.ts';
import type { OwnpoolProps } from './props.ts';

type Watched = {
  readonly api: Api;
  readonly functions: Functions;
  /** The function that brings the audit trail together. */
  readonly audit: IFunction;
  readonly table: ITableV2;
  readonly edge: Edge;
  readonly publicUrl: string;
  readonly logRetentionDays: number;
};

/** Creates the alarms, the budget, the canary and the dashboard. Returns the name of the dashboard. */
export function watch(scope: Construct, watched: Watched, props: OwnpoolProps): string {
  const { api, functions, audit, table, edge, publicUrl, logRetentionDays } = watched;
  const stack = Stack.of(scope);
  const throttled = throttledMetric(scope, api.accessLog);
  const rules = {
    ...ofApi(stack, api, throttled),
    ...ofFunctions(functions),
    ...ofAudit(audit),
    ...ofMessages(stack, functions.messages, props.smsBudget ?? 1),
    ...ofStore(stack, table),
    ...(props.quietMinutes && ofQuiet(stack, props.quietMinutes)),
    ...(props.canary && ofCanary(canary(scope, publicUrl, logRetentionDays), CANARY_PERIOD)),
    // In another region these rules are in a stack of their own, which has EdgeAlarms.
    ...(stack.region === EDGE_REGION && ofEdge(edge.names)),
  };
  alarms(scope, rules, props.alarmEmail);
  budget(scope, props);
  return dashboard(scope, { api, throttled, functions, table, distribution: edge.distribution });
}
