import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { bundleAudit } from '../bundle.ts';
import { CALLED_NAMES } from '../functions.ts';
import type { Functions } from './function-group.ts';
import { lambda } from './lambda.ts';

export type AuditTrail = {
  /** The function that brings the lines together. */
  readonly collector: IFunction;
  /** The log group that has them all. */
  readonly logs: ILogGroup;
};

/**
 * Creates the log group of the audit trail, with a time of its own until it forgets, and what brings the lines there. The
 * functions write them to their own logs, before they answer. CloudWatch Logs passes these lines on within minutes, to a
 * function whose log is that group.
 *
 * A function that put its line there itself would make every request wait for CloudWatch Logs, and fail or go
 * unrecorded when that does not answer. A subscription can't lead to a log group without a function in between. What the
 * collector may do is to write its own log.
 */
export function auditTrail(scope: Construct, functions: Functions, retentionDays: number): AuditTrail {
  const collector = lambda(new Construct(scope, 'Audit'), {
    description: 'Ownpool: audit',
    code: bundleAudit(),
    memory: 256,
    timeout: 60,
    environment: {},
    logRetentionDays: retentionDays,
  });
  for (const name of CALLED_NAMES) {
    const group = functions[name].lambda;
    new SubscriptionFilter(group, 'Audit', {
      logGroup: group.logGroup,
      filterPattern: FilterPattern.stringValue('$.event', '=', 'audit'),
      destination: new LambdaDestination(collector),
    });
  }
  return { collector, logs: collector.logGroup };
}
