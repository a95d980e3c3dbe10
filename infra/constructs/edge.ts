import { Duration, Stack } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { routerCode } from '../edge/router.ts';
import { PAGES_NAMES, pagesRouteOf } from '../functions.ts';
import type { EdgeNames } from './alarm-rules.ts';
import type { OwnpoolProps } from './props.ts';

/**
 * CloudFront would cache these errors for ten seconds. A pool that was just created must not stay unknown for that
 * long.
 */
const KEPT_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
/** The hosted zone of CloudFront, which is the same for every distribution. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

type EdgeProps = Pick<OwnpoolProps, 'domain' | 'customHosts' | 'certificateArn' | 'hostedZoneId'> & {
  readonly webAclArn?: string;
  readonly originSecret: string;
};

/** Returns API Gateway's own host name of the API, to which the edge sends requests. */
export function apiHost(api: IHttpApi): string {
  return `${api.apiId}.execute-api.${Stack.of(api).region}.amazonaws.com`;
}

export type Edge = { readonly distribution: Distribution; readonly names: EdgeNames };

/**
 * Creates the CloudFront distribution in front of the API, with the router at every request. Returns it together with
 * the names that its metrics use.
 */
export function edge(scope: Construct, api: IHttpApi, props: EdgeProps): Edge {
  const { domain, customHosts = [], certificateArn } = props;
  const hosts = [...(domain ? [domain, `*.${domain}`] : []), ...customHosts];
  const router = new EdgeFunction(scope, 'Router', {
    comment: 'Ownpool: to the function of an operation',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(routerCode()),
  });
  const common = {
    origin: new HttpOrigin(apiHost(api), {
      customHeaders: { 'x-ownpool-origin': props.originSecret },
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      readTimeout: Duration.seconds(30),
      keepaliveTimeout: Duration.seconds(60),
    }),
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    // There is no redirect to HTTPS: a password that was sent over plain HTTP is lost already, and its sender must
    // notice.
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    functionAssociations: [{ function: router, eventType: FunctionEventType.VIEWER_REQUEST }],
  } satisfies BehaviorOptions;
  const pages: BehaviorOptions = {
    ...common,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
  };
  // AWS's SimpleCORS policy lets any origin read the responses of API Gateway itself (429, 413), and leaves the
  // functions' own headers alone. A function at the edge can't do this, because CloudFront runs none for a response
  // with status 400 or above.
  const open = { responseHeadersPolicy: ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS };
  const cached: BehaviorOptions = {
    ...common,
    ...open,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    cachePolicy: wellKnownPolicy(scope),
    compress: true,
  };
  const distribution = new Distribution(scope, 'Edge', {
    comment: 'Ownpool',
    defaultBehavior: pages,
    additionalBehaviors: {
      '/': { ...pages, ...open },
      ...behaviors('uncached', { ...pages, ...open }),
      ...behaviors('cached', cached),
    },
    errorResponses: KEPT_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    httpVersion: HttpVersion.HTTP2_AND_3,
    enableIpv6: true,
    webAclId: props.webAclArn,
    ...(certificateArn && {
      domainNames: hosts,
      certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }),
  });
  if (domain && props.hostedZoneId) records(scope, distribution, domain, props.hostedZoneId);
  const names = { distributionId: distribution.distributionId, routerName: router.functionName };
  return { distribution, names };
}

function behaviors(which: 'uncached' | 'cached', behavior: BehaviorOptions): Record<string, BehaviorOptions> {
  return Object.fromEntries(PAGES_NAMES.flatMap((name) => pagesRouteOf(name)[which]).map((one) => [one, behavior]));
}

/** Caches keys, discovery documents and logos per host, for as long as the functions say and for five minutes at most. */
function wellKnownPolicy(scope: Construct): CachePolicy {
  return new CachePolicy(scope, 'WellKnownPolicy', {
    comment: 'Ownpool: public keys, discovery and logos',
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.seconds(300),
    headerBehavior: CacheHeaderBehavior.allowList('x-ownpool-host'),
    queryStringBehavior: CacheQueryStringBehavior.none(),
    cookieBehavior: CacheCookieBehavior.none(),
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
  });
}

function records(scope: Construct, distribution: Distribution, domain: string, hostedZoneId: string): void {
  for (const [id, name] of [
    ['Domain', domain],
    ['Wildcard', `*.${domain}`],
  ] as const) {
    for (const type of ['A', 'AAAA']) {
      new CfnRecordSet(scope, `${id}${type}`, {
        name: `${name}.`,
        type,
        hostedZoneId,
        aliasTarget: { dnsName: distribution.domainName, hostedZoneId: CLOUDFRONT_ZONE },
      });
    }
  }
}
