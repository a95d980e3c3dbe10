import { Annotations, Aws, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type EdgeNames, ofEdge, type Rules } from './alarm-rules.ts';
import { EDGE_REGION } from './metrics.ts';
import { DeploymentError, type OwnpoolProps } from './props.ts';

/** The alarms of a stack, all to one topic. Warns at synthesis when nobody listens to it. */
export function alarms(scope: Construct, rules: Rules, email?: string): void {
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
  else {
    Annotations.of(within).addWarningV2(
      'ownpool:alarms',
      `Nobody is told of the alarms of the stack ${Stack.of(scope).stackName}: set alarmEmail.`,
    );
  }
  for (const [id, { description, metric, above, times, missing }] of Object.entries(rules)) {
    const alarm = new Alarm(within, id, {
      alarmDescription: description,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: times,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}

export type EdgeAlarmsProps = EdgeNames & {
  /** Subscriber of the alarms; has to confirm by a mail of AWS. */
  readonly alarmEmail?: string;
};

/**
 * The alarms about CloudFront of an Ownpool in another region than us-east-1, which CloudFront reports to: for a stack
 * there, which need not be of the same app. Throws DeploymentError elsewhere.
 */
export class EdgeAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarmEmail, ...names }: EdgeAlarmsProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    if (region !== EDGE_REGION) {
      throw new DeploymentError([`EdgeAlarms needs a stack in ${EDGE_REGION}: CloudFront reports to no other region.`]);
    }
    alarms(this, ofEdge(names), alarmEmail);
  }
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
