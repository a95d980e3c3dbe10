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
import { FUNCTION_NAMES, type FunctionName, needsOf, type RoutedFunction } from '../functions.ts';
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

/**
 * Each route may take this share of the stage's rate and burst. All routes but sign-in together take half, so that a
 * flood of requests to one of them leaves room for sign-ins. Reserved concurrency would separate them more sharply, but
 * it fails in new accounts, whose concurrency is ten.
 */
const SHARES: Readonly<Record<RoutedFunction, number>> = {
  'sign-in': 1,
  account: 0.2,
  'sign-up': 0.1,
  users: 0.1,
  hosted: 0.05,
  pools: 0.025,
  clients: 0.025,
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

/**
 * Routes `POST /idp/<group>` to the group's function and everything else to the hosted one. No route leads to jobs and
 * messages.
 */
export function routes({ http, stage, throttle }: Api, functions: Functions): void {
  const settings: Record<string, object> = {};
  for (const name of FUNCTION_NAMES.filter(isRouted)) {
    const key = name === 'hosted' ? HttpRouteKey.DEFAULT : HttpRouteKey.with(`/idp/${name}`, HttpMethod.POST);
    const integration = new HttpLambdaIntegration(idOf(name), functions[name].target);
    const route = new HttpRoute(http, `Route${idOf(name)}`, { httpApi: http, routeKey: key, integration });
    settings[key.key] = {
      ThrottlingRateLimit: Math.ceil(throttle.rateLimit * SHARES[name]),
      ThrottlingBurstLimit: Math.ceil(throttle.burstLimit * SHARES[name]),
    };
    // API Gateway refuses settings of a route that does not exist yet.
    stage.node.addDependency(route);
  }
  (stage.node.defaultChild as CfnStage).routeSettings = settings;
}

function isRouted(name: FunctionName): name is RoutedFunction {
  return !needsOf(name).internal;
}
