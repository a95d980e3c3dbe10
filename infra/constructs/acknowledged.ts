import { CfnResource, Stack, Token, Validations } from 'aws-cdk-lib';
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { FUNCTION_NAMES, needsOf } from '../functions.ts';
import { idOf } from './function-group.ts';
import { makesWebAcl, type OwnpoolProps } from './props.ts';

type Chosen = Pick<OwnpoolProps, 'certificateArn' | 'waf' | 'webAclArn' | 'notificationLogGroups'>;

type Acknowledgement = {
  readonly rule: string;
  readonly reason: string;
  readonly applies: (resource: CfnResource) => boolean;
};

/**
 * Acknowledges the rules of cdk-nag's AwsSolutions from which a deployment departs, resource by resource and each with
 * its reason.
 */
export function acknowledge(scope: Construct, props: Chosen): void {
  const rules = acknowledgements(Stack.of(scope), props);
  for (const resource of scope.node.findAll().filter((found) => CfnResource.isCfnResource(found))) {
    for (const { rule: id, reason, applies } of rules) {
      if (applies(resource)) Validations.of(resource).acknowledge({ id, reason });
    }
  }
}

function acknowledgements(stack: Stack, props: Chosen): readonly Acknowledgement[] {
  const { certificateArn, webAclArn, notificationLogGroups = [] } = props;
  const shown = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  const logs = `arn:aws:logs:${shown(stack.region, 'Region')}:${shown(stack.account, 'AccountId')}`;
  const ses = `arn:aws:ses:*:${shown(stack.account, 'AccountId')}`;
  return [
    {
      rule: 'AwsSolutions-APIG4',
      reason:
        'API Gateway lets everything through: the functions ask for the secret of the edge and verify signatures.',
      applies: (resource) => resource instanceof CfnRoute,
    },
    {
      rule: 'AwsSolutions-SMG4',
      reason: 'Edge and functions have to change in order: the context key originSecret rotates it, by a deployment.',
      applies: (resource) => resource instanceof CfnSecret,
    },
    {
      rule: 'AwsSolutions-CFR1',
      reason: 'Who may sign in from where is not known here; a web ACL of the deployer can say so.',
      applies: isDistribution,
    },
    {
      rule: 'AwsSolutions-CFR2',
      reason:
        'Only a stack in us-east-1 can make a web ACL for CloudFront; elsewhere it is given as webAclArn, or not.',
      applies: (resource) => !makesWebAcl(props, stack.region) && webAclArn === undefined && isDistribution(resource),
    },
    {
      rule: 'AwsSolutions-CFR3',
      reason: 'Its entries hold addresses and queries of the people who sign in; the API writes an access log without.',
      applies: isDistribution,
    },
    {
      rule: 'AwsSolutions-CFR4',
      reason: 'CloudFront sets the versions of TLS for its own host name; with a domain it is TLS 1.2 or later.',
      applies: (resource) => certificateArn === undefined && isDistribution(resource),
    },
    {
      rule: `AwsSolutions-IAM5[Resource::${ses}:identity/*]`,
      reason: 'A pool names its sender among the identities of the account when it is made, not when it is deployed.',
      applies: sends,
    },
    {
      rule: `AwsSolutions-IAM5[Resource::${ses}:configuration-set/*]`,
      reason: 'A pool names its configuration set when it is made, not when it is deployed.',
      applies: sends,
    },
    {
      rule: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'A phone number has no ARN; the same role is denied to publish to topics and endpoints, which have.',
      applies: sends,
    },
    ...notificationLogGroups.map((name) => ({
      rule: `AwsSolutions-IAM5[Resource::${logs}:log-group:${name}:*]`,
      reason: 'Each pool has a log stream of its own in the log group, and pools are made after the deployment.',
      applies: sends,
    })),
  ];
}

const isDistribution = (resource: CfnResource) => resource instanceof CfnDistribution;

function sends(resource: CfnResource): boolean {
  const senders = FUNCTION_NAMES.filter((name) => needsOf(name).sends).map((name) => `/${idOf(name)}/Role/Resource`);
  return resource instanceof CfnRole && senders.some((path) => resource.node.path.endsWith(path));
}
