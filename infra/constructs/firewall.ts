import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { CognitoError } from '#core/errors.ts';
import { SIGN_UP_PATH } from '#functions/hosted/signup.ts';
import { failure } from '#protocol/respond.ts';
import { TARGET_PREFIX } from '../edge/router.ts';
import { makesWebAcl, type OwnpoolProps } from './props.ts';

/**
 * These rules of AWS's common set would block correct requests: templates are HTML, redirects are URLs, passwords can
 * be anything, and a request may have 1 MB. They count and do not block.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const COUNTED = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  // The redirects and states of OAuth are in the query.
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'GenericRFI_QUERYARGUMENTS',
  // A program may send no User-Agent.
  'NoUserAgent_HEADER',
];

/**
 * A caller above a limit gets this response with status 429, which SDKs retry later. It has the body of the API, and
 * browsers may read it.
 */
const TOO_MANY = failure('', new CognitoError('TooManyRequestsException'));
const READABLE = Object.entries(TOO_MANY.headers).filter(([name]) => name.startsWith('access-control-'));

/** Returns the ARN of the distribution's web ACL: the one that is given, or one that the stack makes where it can. */
export function webAclArn(scope: Construct, props: OwnpoolProps, region: string): string | undefined {
  return makesWebAcl(props, region) ? webAcl(scope, props) : props.webAclArn;
}

function matches(
  fieldToMatch: CfnWebACL.FieldToMatchProperty,
  positionalConstraint: 'EXACTLY' | 'ENDS_WITH',
  searchString: string,
): CfnWebACL.StatementProperty {
  const textTransformations = [{ priority: 0, type: 'NONE' }];
  return { byteMatchStatement: { fieldToMatch, positionalConstraint, searchString, textTransformations } };
}

/** Creates a web ACL for CloudFront and returns its ARN. AWS keeps these web ACLs in us-east-1 only. */
function webAcl(
  scope: Construct,
  { wafRequestsPerAddress: requests = 10_000, wafSignUpsPerAddress: signUps = 100 }: OwnpoolProps,
): string {
  const visible = (metricName: string) => ({
    cloudWatchMetricsEnabled: true,
    metricName,
    // Samples would show requests with their passwords to anybody who reads the console.
    sampledRequestsEnabled: false,
  });
  const perAddress = (name: string, priority: number, limit: number, of?: CfnWebACL.StatementProperty) => ({
    name,
    priority,
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          customResponseBodyKey: 'TooMany',
          responseHeaders: READABLE.map(([header, value]) => ({ name: header, value })),
        },
      },
    },
    statement: {
      rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: 300, scopeDownStatement: of },
    },
    visibilityConfig: visible(`Ownpool${name}`),
  });
  return new CfnWebACL(scope, 'WebAcl', {
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('OwnpoolAll'),
    customResponseBodies: { TooMany: { contentType: 'APPLICATION_JSON', content: TOO_MANY.body } },
    rules: [
      perAddress('PerAddress', 0, requests),
      // Each sign-up may send a message, and takes a user name. The router decides by the same header, and by the
      // same path as it is sent.
      perAddress('SignUps', 1, signUps, {
        orStatement: {
          statements: [
            matches({ singleHeader: { Name: 'x-amz-target' } }, 'EXACTLY', `${TARGET_PREFIX}SignUp`),
            {
              andStatement: {
                statements: [
                  matches({ method: {} }, 'EXACTLY', 'POST'),
                  matches({ uriPath: {} }, 'ENDS_WITH', SIGN_UP_PATH),
                ],
              },
            },
          ],
        },
      }),
      {
        name: 'Common',
        priority: 2,
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
