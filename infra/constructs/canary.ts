import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundleCanary } from '../bundle.ts';
import { lambda } from './lambda.ts';

/** How often it looks, and what its alarm counts by. */
export const CANARY_PERIOD = Duration.minutes(5);

/** Looks at the public endpoint from outside (infra/lambda/canary.ts). It may write to its log and do nothing else. */
export function canary(scope: Construct, publicUrl: string, logRetentionDays: number): IFunction {
  const within = new Construct(scope, 'Canary');
  const made = lambda(within, {
    description: 'Ownpool: canary',
    code: bundleCanary(),
    memory: 256,
    // A request that is not answered is given up after 30 s, and what it means is in the log before this is over.
    timeout: 120,
    environment: { OWNPOOL_PUBLIC_URL: publicUrl },
    logRetentionDays,
  });
  // A second try would count a failure twice; the next round is one.
  const once = { retryAttempts: 0, maxEventAge: Duration.seconds(60) };
  made.configureAsyncInvoke(once);
  new Rule(within, 'Schedule', {
    description: 'Ownpool: a look from outside',
    schedule: Schedule.rate(CANARY_PERIOD),
    targets: [new Target(made, once)],
  });
  return made;
}
