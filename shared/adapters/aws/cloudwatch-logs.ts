import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { DeliveryError } from '#core/messages/delivery-error.ts';
import type { NotificationLog } from '#ports/notification-log.ts';
import { type AwsOptions, clientConfig } from './client-config.ts';
import { advice, failureOf } from './failures.ts';

/**
 * The bounds of each call. A record is written within a request that may have waited for the delivery already, and that must
 * answer in time whether or not there is a record.
 */
const BOUNDS = { timeoutMs: 1_000, attempts: 2 };

/**
 * Writes each record to the log group that the pool names, in the region and the account of the function. The log stream has
 * the id of the pool, and is created with its first record. Rejects with DeliveryError, whose text says what to change.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function cloudWatchLog(options: AwsOptions): NotificationLog {
  const config = clientConfig({ ...options, timeoutMs: Math.min(options.timeoutMs ?? Infinity, BOUNDS.timeoutMs) });
  const client = new CloudWatchLogsClient({ ...config, maxAttempts: BOUNDS.attempts });

  async function create(stream: { readonly logGroupName: string; readonly logStreamName: string }): Promise<void> {
    await client.send(new CreateLogStreamCommand(stream)).catch((error: unknown) => {
      // Another process may have created it at the same time.
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    });
  }

  return {
    async write(logGroupArn, record) {
      const stream = { logGroupName: groupName(logGroupArn), logStreamName: record.logSourceId.userPoolId };
      const event = { timestamp: Number(record.eventTimestamp), message: JSON.stringify(record) };
      const put = () => client.send(new PutLogEventsCommand({ ...stream, logEvents: [event] }));
      try {
        const { rejectedLogEventsInfo } = await put().catch(async (error: unknown) => {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          await create(stream);
          return put();
        });
        if (rejectedLogEventsInfo) throw new DeliveryError('CloudWatch Logs does not accept the time of the record.');
      } catch (cause) {
        throw cause instanceof DeliveryError
          ? cause
          : new DeliveryError(messageOf(cause, stream.logGroupName), { cause });
      }
    },
  };
}

/** Returns the name in the ARN of a log group. */
function groupName(arn: string): string {
  return arn.split(':')[6] ?? '';
}

function messageOf(cause: unknown, group: string): string {
  const failure = failureOf(cause);
  if (failure.kind === 'denied') {
    return `CloudWatch Logs denied logs:PutLogEvents on ${group}: list the log group in notificationLogGroups.`;
  }
  if (failure.name === 'ResourceNotFoundException') {
    return `There is no log group ${group} in the account and region of this deployment: create it.`;
  }
  return advice(failure, 'CloudWatch Logs');
}
