import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundleCanary } from '../bundle.ts';
import { lambda } from './lambda.ts';

/** The canary runs once in this period, and its alarm counts by the same period. */
export const CANARY_PERIOD = Duration.minutes(5);

/**
 * Creates a function that looks at the public endpoint from outside (infra/lambda/canary.ts). It may only write to its
 * log.
 */
export function canary(scope: Construct, publicUrl: string, logRetentionDays: number): IFunction {
  const within = new Construct(scope, 'Canary');
  const made = lambda(within, {
    description: 'Ownpool: canary',
    code: bundleCanary(),
    memory: 256,
    // A request without a response is given up after 30 seconds, so the cause is in the log before this timeout.
    timeout: 120,
    environment: { OWNPOOL_PUBLIC_URL: publicUrl },
    logRetentionDays,
  });
  // A retry would count a failure twice, and the next round is a retry already.
  const once = { retryAttempts: 0, maxEventAge: Duration.seconds(60) };
  made.configureAsyncInvoke(once);
  new Rule(within, 'Schedule', {
    description: 'Ownpool: a look from outside',
    schedule: Schedule.rate(CANARY_PERIOD),
    targets: [new Target(made, once)],
  });
  return made;
}
