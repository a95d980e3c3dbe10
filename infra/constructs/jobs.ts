import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { FunctionGroup } from './function-group.ts';

/**
 * Calls the jobs every minute, also when a function that left work to them has woken them before. A call that is lost is
 * not repeated: the next one does its work.
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
