import { Fn, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { FUNCTION_NAMES, needsOf, PRIVATE_PATHS } from '../functions.ts';
import { type Functions, idOf } from './function-group.ts';
import { logGroup } from './logs.ts';
import type { OwnpoolProps } from './props.ts';

/**
 * The format of an access log entry. It has neither path nor address, because a path may contain what a person signs in
 * with.
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  functionError: '$context.integrationErrorMessage',
};

export type Api = {
  readonly http: HttpApi;
  readonly stage: HttpStage;
  /** The requests per second that the stage accepts, and how many it accepts at once. */
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
  readonly accessLog: ILogGroup;
};

/**
 * Creates the API without its routes. The edge is made from it, then the functions that depend on the edge, and last
 * the routes.
 */
export function httpApi(
  scope: Construct,
  {
    requestsPerSecond: rateLimit = 2_000,
    burst: burstLimit = 1_000,
  }: Pick<OwnpoolProps, 'requestsPerSecond' | 'burst'>,
  logRetentionDays: number,
): Api {
  const stack = Stack.of(scope);
  const throttle = { rateLimit, burstLimit };
  // API Gateway adds every log group outside /aws/vendedlogs/ to one policy of the account, whose length is limited.
  // The name contains the id of the stack, because the group of a deleted stack stays.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
  const name = `/aws/vendedlogs/apis/${stack.stackName}-${Fn.select(2, Fn.split('/', stack.stackId))}`;
  const accessLog = logGroup(scope, 'ApiLogs', logRetentionDays, name);
  // The API needs no CORS: the edge answers a preflight, and the functions know which responses any origin may read.
  const http = new HttpApi(scope, 'Api', { description: 'Ownpool behind CloudFront', createDefaultStage: false });
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: http,
    stageName: '$default',
    autoDeploy: true,
    throttle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  });
  return { http, stage, throttle, accessLog };
}

/** Creates the route of each function that has one. The functions `jobs` and `messages` have none. */
export function routes({ http, stage, throttle }: Api, functions: Functions): void {
  const settings: Record<string, object> = {};
  for (const name of FUNCTION_NAMES) {
    const { route } = needsOf(name);
    if (!route) continue;
    const key = route.kind === 'api' ? HttpRouteKey.with(PRIVATE_PATHS + name, HttpMethod.POST) : pagesKey(route.key);
    const integration = new HttpLambdaIntegration(idOf(name), functions[name].target);
    const made = new HttpRoute(http, `Route${idOf(name)}`, { httpApi: http, routeKey: key, integration });
    settings[key.key] = {
      ThrottlingRateLimit: Math.ceil(throttle.rateLimit * route.share),
      ThrottlingBurstLimit: Math.ceil(throttle.burstLimit * route.share),
    };
    // API Gateway refuses settings of a route that does not exist yet.
    stage.node.addDependency(made);
  }
  (stage.node.defaultChild as CfnStage).routeSettings = settings;
}

function pagesKey(key: string): HttpRouteKey {
  return key === HttpRouteKey.DEFAULT.key ? HttpRouteKey.DEFAULT : HttpRouteKey.with(key);
}
