import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

/**
 * Rules of AWS's common set that look into bodies, and would stop what is right here: templates are HTML, redirects are
 * URLs, passwords are anything, and a request may have 1 MB. They count and don't block.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const COUNTED = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  // Redirects and states of OAuth are in the query.
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'GenericRFI_QUERYARGUMENTS',
  // Programs may have no name.
  'NoUserAgent_HEADER',
];

/** A web ACL for CloudFront; the ARN. AWS keeps those in us-east-1 only. */
export function webAcl(scope: Construct, requestsPerAddress: number): string {
  const visible = (metricName: string) => ({
    cloudWatchMetricsEnabled: true,
    metricName,
    // Samples would show requests with their passwords to whoever reads the console.
    sampledRequestsEnabled: false,
  });
  return new CfnWebACL(scope, 'WebAcl', {
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('OwnpoolAll'),
    rules: [
      {
        name: 'PerAddress',
        priority: 0,
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: {
          rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsPerAddress, evaluationWindowSec: 300 },
        },
        visibilityConfig: visible('OwnpoolPerAddress'),
      },
      {
        name: 'Common',
        priority: 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: 'AWSManagedRulesCommonRuleSet',
            ruleActionOverrides: COUNTED.map((name) => ({ name, actionToUse: { count: {} } })),
          },
        },
        visibilityConfig: visible('OwnpoolCommon'),
      },
    ],
  }).attrArn;
}
