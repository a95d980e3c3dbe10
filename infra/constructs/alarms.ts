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

/**
 * Creates the alarms of a stack, which all report to one topic. Warns during synthesis when nobody subscribes to it.
 */
export function alarms(scope: Construct, rules: Rules, email?: string): void {
  const within = new Construct(scope, 'Alarms');
  const topic = new Topic(within, 'Topic', { displayName: 'Ownpool', enforceSSL: true });
  // This policy replaces the default one, which lets the account publish.
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
      `Nobody gets the alarms of the stack ${Stack.of(scope).stackName}: set alarmEmail.`,
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
  /** The address that the alarms are mailed to. Its owner must confirm a mail from AWS. */
  readonly alarmEmail?: string;
};

/**
 * The alarms about the CloudFront of an Ownpool in another region. CloudFront reports to us-east-1, so they need a
 * stack there, which may belong to another app. Throws DeploymentError in another region.
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

/**
 * Sends a mail when the AWS account spends too much. This includes everything in the account, because AWS cannot tell
 * tags apart until somebody activates them.
 */
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
