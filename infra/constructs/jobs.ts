import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { FunctionGroup } from './function-group.ts';

/**
 * Calls the jobs function every minute, even if another function has just started it. A lost call is not repeated,
 * because the next one does its work.
 */
export function schedule(scope: Construct, { lambda, target }: FunctionGroup): void {
  const once = { retryAttempts: 0, maxEventAge: Duration.seconds(60) };
  lambda.configureAsyncInvoke(once);
  new Rule(scope, 'JobsSchedule', {
    description: 'Ownpool: jobs that are due',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new LambdaFunction(target, once)],
  });
}
