import { fail } from '#core/errors.ts';
import type { Deployment } from '#ports/deps.ts';
import { refuseNotBuilt } from './not-built.ts';
import type { Pool } from './pool.ts';
import { refuseInTier } from './tier.ts';

/** A LogConfiguration of the API, in camelCase. */
export type LogConfiguration = {
  readonly eventSource: 'userNotification' | 'userAuthEvents';
  readonly logLevel: 'ERROR' | 'INFO';
  readonly cloudWatchLogsConfiguration?: { readonly logGroupArn?: string };
  readonly s3Configuration?: { readonly bucketArn?: string };
  readonly firehoseConfiguration?: { readonly streamArn?: string };
};

/** The form of the name of a log group. */
export const LOG_GROUP_NAME = /^[\w./#-]{1,512}$/;
const LOG_GROUP = /^arn:[\w-]+:logs:([\w-]+):(\d+):log-group:([\w./#-]{1,512})$/;

function refuse(message: string): never {
  return fail('InvalidParameterException', message);
}

/** Returns the log configurations of a pool as they were set. */
export function logConfigurationsOf({
  notificationLogGroupArn: logGroupArn,
}: Pick<Pool, 'notificationLogGroupArn'>): readonly LogConfiguration[] {
  if (logGroupArn === undefined) return [];
  const cloudWatchLogsConfiguration = { logGroupArn };
  return [{ eventSource: 'userNotification', logLevel: 'ERROR', cloudWatchLogsConfiguration }];
}

/**
 * Returns the pool with other log configurations in place of all that it has. Cognito knows two: errors of notifications,
 * and the activity of users, which belongs to threat protection and is not built. Throws InvalidParameterException and
 * FeatureUnavailableInTierException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
 */
export function withLogConfigurations(pool: Pool, given: readonly LogConfiguration[], deployment: Deployment): Pool {
  checkSources(given);
  for (const configuration of given) checkConfiguration(pool, configuration);
  const logGroupArn = given[0]?.cloudWatchLogsConfiguration?.logGroupArn;
  if (logGroupArn !== undefined) checkLogGroup(logGroupArn, deployment);
  return { ...pool, notificationLogGroupArn: logGroupArn };
}

/** Checks that each source is there once and has a destination. The spelling of the texts is Cognito's. */
function checkSources(given: readonly LogConfiguration[]): void {
  const sources = given.map(({ eventSource }) => eventSource);
  const repeated = sources.filter((source, index) => sources.indexOf(source) < index);
  const alone = given.filter((one) => !hasDestination(one)).map(({ eventSource }) => eventSource);
  const list = (named: readonly string[]) => `[${[...new Set(named)].join(', ')}].`;
  const problems = [
    ...(alone.length > 0 ? [`Following event sources in request have no destination: ${list(alone)}`] : []),
    ...(repeated.length > 0 ? [`Following event sources appear more then once in a request: ${list(repeated)}`] : []),
  ];
  if (problems.length > 0) refuse(`Request validation Failed. ${problems.join(' ')}`);
}

function hasDestination(configuration: LogConfiguration): boolean {
  const { cloudWatchLogsConfiguration, s3Configuration, firehoseConfiguration } = configuration;
  return [cloudWatchLogsConfiguration, s3Configuration, firehoseConfiguration].some((one) => one !== undefined);
}

function checkConfiguration({ userPoolTier }: Pool, configuration: LogConfiguration): void {
  const { eventSource, logLevel, cloudWatchLogsConfiguration, s3Configuration, firehoseConfiguration } = configuration;
  const level = eventSource === 'userNotification' ? 'ERROR' : 'INFO';
  if (logLevel !== level) refuse(`The log level of ${eventSource} must be ${level}.`);
  if (eventSource === 'userAuthEvents') refuseActivity(userPoolTier);
  if (s3Configuration?.bucketArn !== undefined || firehoseConfiguration?.streamArn !== undefined) {
    refuse('The only destination of userNotification is CloudWatchLogsConfiguration.');
  }
  if (cloudWatchLogsConfiguration?.logGroupArn === undefined) {
    refuse('CloudWatchLogsConfiguration with a LogGroupArn is required.');
  }
}

function refuseActivity(userPoolTier: Pool['userPoolTier']): never {
  if (userPoolTier !== 'PLUS') refuseInTier({ userPoolTier }, 'Log Streaming');
  return refuseNotBuilt('The EventSource userAuthEvents');
}

/** The functions of a deployment on AWS may write only to the log groups that the deployment lists. */
function checkLogGroup(arn: string, { region, accountId, logGroups }: Deployment): void {
  const [, regionOfGroup, account, name = ''] = LOG_GROUP.exec(arn) ?? [];
  if (regionOfGroup === undefined) refuse('LogGroupArn is not the ARN of a log group.');
  if (regionOfGroup !== region) refuse('ARN does not belong to current region');
  if (logGroups && (account !== accountId || !logGroups.includes(name))) {
    refuse(`${arn} is not among the log groups of this deployment of Ownpool.`);
  }
}
