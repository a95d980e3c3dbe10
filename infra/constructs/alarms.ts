import { Aws, Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { FUNCTION_NAMES } from '../functions.ts';
import { type Functions, idOf, timeoutOf } from './function-group.ts';
import { apiMetric, ownMetric, systemErrors, throttles } from './metrics.ts';
import type { OwnpoolProps } from './props.ts';

type Watched = { readonly api: HttpApi; readonly functions: Functions; readonly table: ITableV2 };

/** What an alarm looks at; it goes off after `minutes` in a row (of one minute each) above the threshold. */
type Rule = {
  readonly description: string;
  readonly metric: IMetric;
  readonly above: number;
  readonly minutes: number;
  /** Silence is an alarm as well. */
  readonly silence?: true;
};

/** The alarms of a deployment, all to one topic. */
export function alarms(scope: Construct, watched: Watched, email?: string): void {
  const within = new Construct(scope, 'Alarms');
  const topic = new Topic(within, 'Topic', { displayName: 'Ownpool', enforceSSL: true });
  // A policy of its own takes the place of the one that lets the account publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  if (email) topic.addSubscription(new EmailSubscription(email));
  const rules = { ...ofApi(watched.api), ...ofFunctions(watched.functions), ...ofStore(scope, watched.table) };
  for (const [id, { description, metric, above, minutes, silence }] of Object.entries(rules)) {
    const alarm = new Alarm(within, id, {
      alarmDescription: description,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: minutes,
      treatMissingData: silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}

function ofApi(api: HttpApi): Readonly<Record<string, Rule>> {
  return {
    ServerErrors: {
      description: 'More than 1 % of requests, and five at least, failed on our side for three minutes.',
      metric: new MathExpression({
        expression: 'IF(FILL(failed, 0) >= 5, 100 * failed / requests, 0)',
        usingMetrics: { failed: apiMetric(api, '5xx', 'Sum'), requests: apiMetric(api, 'Count', 'Sum') },
        label: 'server errors, %',
        period: Duration.minutes(1),
      }),
      above: 1,
      minutes: 3,
    },
    Latency: {
      description: 'One request in a hundred took more than 3 s for five minutes.',
      metric: apiMetric(api, 'Latency', 'p99'),
      above: 3_000,
      minutes: 5,
    },
  };
}

function ofFunctions(functions: Functions): Readonly<Record<string, Rule>> {
  const one = { period: Duration.minutes(1) };
  const entries = FUNCTION_NAMES.flatMap((name): readonly [string, Rule][] => {
    const { lambda } = functions[name];
    const limit = 1_000 * timeoutOf(name);
    const failures: Rule = {
      description: `The function ${name} crashed or was not let run (concurrency of the account), three minutes in a row.`,
      metric: new MathExpression({
        expression: 'FILL(errors, 0) + FILL(throttles, 0)',
        usingMetrics: {
          errors: lambda.metricErrors({ ...one, statistic: 'Sum' }),
          throttles: lambda.metricThrottles({ ...one, statistic: 'Sum' }),
        },
        label: 'crashes and throttles',
        ...one,
      }),
      above: 0,
      minutes: 3,
    };
    const slow: Rule = {
      description: `The function ${name} came near its timeout of ${limit / 1_000} s, three minutes in a row.`,
      metric: lambda.metricDuration({ ...one, statistic: 'Maximum' }),
      above: 0.8 * limit,
      minutes: 3,
    };
    // Jobs use up their time while there is work.
    return [
      [`${idOf(name)}Failures`, failures],
      ...(name === 'jobs' ? [] : [[`${idOf(name)}Slow`, slow] as const]),
    ] as [string, Rule][];
  });
  const lost: Rule = {
    description:
      'Messages that were put off until after the answer were given up: see the log of the function messages.',
    metric: functions.messages.lambda.metric('AsyncEventsDropped', { ...one, statistic: 'Sum' }),
    above: 0,
    minutes: 1,
  };
  return { ...Object.fromEntries(entries), MessagesLost: lost };
}

function ofStore(scope: Construct, table: ITableV2): Readonly<Record<string, Rule>> {
  const sum = (metrics: readonly IMetric[], label: string) =>
    new MathExpression({
      expression: 'SUM(METRICS())',
      usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
      label,
      period: Duration.minutes(1),
    });
  return {
    TableThrottles: {
      description: 'The table or its index refused requests for five minutes: see docs/scale.md.',
      metric: sum(throttles(table), 'throttles'),
      above: 0,
      minutes: 5,
    },
    TableFaults: {
      description: 'DynamoDB failed on its side for three minutes.',
      metric: sum(systemErrors(table), 'system errors'),
      above: 0,
      minutes: 3,
    },
    OldestJob: {
      description: 'Work that was due 15 minutes ago has not ended, or nobody has looked for work for 15 minutes.',
      metric: ownMetric(Stack.of(scope), 'OldestJobAge', 'Maximum'),
      above: 900,
      minutes: 15,
      silence: true,
    },
  };
}

/** Mails when the AWS account (all of it: tags are not told apart before somebody switches that on) spends too much. */
export function budget(
  scope: Construct,
  { alarmEmail, monthlyBudget }: Pick<OwnpoolProps, 'alarmEmail' | 'monthlyBudget'>,
) {
  if (alarmEmail === undefined || monthlyBudget === undefined) return;
  const notice = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
    subscribers: [{ subscriptionType: 'EMAIL', address: alarmEmail }],
  });
  new CfnBudget(scope, 'Budget', {
    budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: monthlyBudget, unit: 'USD' } },
    notificationsWithSubscribers: [notice('ACTUAL', 80), notice('FORECASTED', 100)],
  });
}
