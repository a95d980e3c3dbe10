import { Fn, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { FUNCTION_NAMES, needsOf } from '../functions.ts';
import { type Functions, idOf } from './function-group.ts';
import { logGroup } from './logs.ts';
import type { OwnpoolProps } from './props.ts';

/** An access log entry. Neither path nor address: a path may hold what a person signs in with. */
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

/** The API without its routes: the edge is made from it, the functions after the edge, and then the routes. */
export function httpApi(
  scope: Construct,
  { requestsPerSecond = 2_000, burst = 1_000 }: Pick<OwnpoolProps, 'requestsPerSecond' | 'burst'>,
  logRetentionDays: number,
): HttpApi {
  const stack = Stack.of(scope);
  // Every group elsewhere that API Gateway writes to makes one policy of the account longer, up to its limit. The
  // id of the stack is in the name, for the group of a deleted stack stays.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
  const logs = `/aws/vendedlogs/apis/${stack.stackName}-${Fn.select(2, Fn.split('/', stack.stackId))}`;
  // No CORS here: the edge answers a preflight, and the functions know which answers any origin may read.
  const api = new HttpApi(scope, 'Api', { description: 'Ownpool behind CloudFront', createDefaultStage: false });
  new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(logGroup(scope, 'ApiLogs', logRetentionDays, logs)),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  });
  return api;
}

/** `POST /idp/<group>` to its function, everything else to the hosted one; nothing leads to jobs and messages. */
export function routes(api: HttpApi, functions: Functions): void {
  for (const name of FUNCTION_NAMES.filter((one) => !needsOf(one).internal)) {
    const key = name === 'hosted' ? HttpRouteKey.DEFAULT : HttpRouteKey.with(`/idp/${name}`, HttpMethod.POST);
    const integration = new HttpLambdaIntegration(idOf(name), functions[name].target);
    new HttpRoute(api, `Route${idOf(name)}`, { httpApi: api, routeKey: key, integration });
  }
}
