import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * A log group that outlives the stack until its entries have expired: who did what is wanted after an accident, too.
 * CloudFormation names it unless `logGroupName` does.
 */
export function logGroup(scope: Construct, id: string, retentionDays: number, logGroupName?: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: retentionDays as RetentionDays,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}
