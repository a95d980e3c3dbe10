import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A log group that outlives the stack until its entries have expired: who did what is wanted after an accident, too. */
export function logGroup(scope: Construct, id: string, retentionDays: number): LogGroup {
  return new LogGroup(scope, id, {
    retention: retentionDays as RetentionDays,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}
