import { CfnOutput, Stack, Token } from 'aws-cdk-lib';
import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { ownCatalogues } from '#adapters/catalogues/own.ts';
import { acknowledge } from './constructs/acknowledged.ts';
import type { EdgeNames } from './constructs/alarm-rules.ts';
import { auditTrail } from './constructs/audit.ts';
import { apiHost, edge } from './constructs/edge.ts';
import { webAclArn } from './constructs/firewall.ts';
import { functionGroups } from './constructs/function-group.ts';
import { httpApi, routes } from './constructs/http-api.ts';
import { schedule } from './constructs/jobs.ts';
import { existing, key } from './constructs/key.ts';
import { originSecrets } from './constructs/origin-secrets.ts';
import { DeploymentError, type OwnpoolProps, problemsOf } from './constructs/props.ts';
import { restored, table } from './constructs/table.ts';
import { watch } from './constructs/watch.ts';

/**
 * A whole Ownpool, for a stack of its own or one of yours. A stack can have only one. With `waf` the stack must name
 * its region. Throws DeploymentError, in one line, for props that contradict each other. The construct must not be
 * renamed after the first deployment, because it would then get a new table.
 */
export class Ownpool extends Construct {
  /** `https://` and the host, without a slash: the endpoint of SDKs and the base of issuers. */
  readonly publicUrl: string;
  /** The names that EdgeAlarms need, in a stack in us-east-1, if this stack is in another region. */
  readonly edge: EdgeNames;

  constructor(scope: Construct, id: string, props: OwnpoolProps = {}) {
    super(scope, id);
    const stack = Stack.of(this);
    refuse(this, stack, props);
    const logRetentionDays = props.logRetentionDays ?? 90;
    // The table and the key of the stack always stay in it, even while others replace them. Without the settings that
    // replace them, the stack is as it was before.
    const [ownTable, ownKey] = [table(this, props), key(this)];
    const records = props.restoredTable ? restored(this, props.restoredTable) : ownTable;
    const wrapping = props.keyArn ? existing(this, props.keyArn) : ownKey;
    const secrets = originSecrets(this, props.originSecret ?? 1);
    const api = httpApi(this, props, logRetentionDays);
    const front = edge(this, api.http, {
      ...props,
      webAclArn: webAclArn(this, props, stack.region),
      originSecret: secrets.sent,
    });
    const { distribution } = front;
    this.edge = front.names;
    this.publicUrl = `https://${props.domain ?? distribution.domainName}`;
    const functions = functionGroups(this, {
      ...props,
      ownTexts: props.catalogues === undefined ? {} : ownCatalogues(props.catalogues).texts,
      table: records,
      key: wrapping,
      secrets,
      publicUrl: this.publicUrl,
      edgeHost: distribution.domainName,
      distribution: distribution.node.defaultChild as CfnDistribution,
      logRetentionDays,
    });
    routes(api, functions);
    schedule(this, functions.jobs);
    const { publicUrl } = this;
    const audit = auditTrail(this, functions, props.auditRetentionDays ?? 365);
    const watched = {
      api,
      functions,
      audit: audit.collector,
      table: records,
      edge: front,
      publicUrl,
      logRetentionDays,
    };
    const dashboardName = watch(this, watched, props);
    // Operator commands and scripts read these outputs; see docs/deploy.md.
    outputs(this, {
      OwnpoolEndpoint: this.publicUrl,
      OwnpoolEdgeHost: distribution.domainName,
      OwnpoolEdgeId: distribution.distributionId,
      OwnpoolApiHost: apiHost(api.http),
      OwnpoolAuditLogs: audit.logs.logGroupName,
      OwnpoolTable: records.tableName,
      OwnpoolKey: wrapping.keyArn,
      OwnpoolRegion: stack.region,
      OwnpoolAccount: stack.account,
      OwnpoolDashboard: `https://${stack.region}.console.aws.amazon.com/cloudwatch/home?region=${stack.region}#dashboards:name=${dashboardName}`,
    });
    acknowledge(this, props);
  }
}

function refuse(self: Ownpool, stack: Stack, props: OwnpoolProps): void {
  const problems = [...problemsOf(props, stack.region)];
  const others = stack.node.findAll().filter((found) => found instanceof Ownpool && found !== self);
  if (others.length > 0) problems.push(`The stack ${stack.stackName} has two Ownpools: give each a stack of its own.`);
  if (Token.isUnresolved(stack.stackName)) problems.push('Ownpool needs a stack that is not nested.');
  if (problems.length > 0) throw new DeploymentError(problems);
}

function outputs(scope: Construct, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) new CfnOutput(scope, name, { value }).overrideLogicalId(name);
}
