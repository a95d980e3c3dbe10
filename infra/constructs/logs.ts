import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * Creates a log group that outlives the stack until its entries expire, because they say who did what, which is needed
 * after an accident too. CloudFormation names the group unless `logGroupName` does.
 */
export function logGroup(scope: Construct, id: string, retentionDays: number, logGroupName?: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: retentionDays as RetentionDays,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}
