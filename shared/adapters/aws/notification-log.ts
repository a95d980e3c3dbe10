import type { NotificationLog } from '#ports/notification-log.ts';
import type { AwsOptions } from './client-config.ts';

/**
 * Writes the records to CloudWatch Logs. Its client is loaded with the first record, so that the start of a function does
 * not pay for it.
 */
export function awsNotificationLog(options: AwsOptions): NotificationLog {
  let loaded: Promise<NotificationLog> | undefined;
  return {
    async write(logGroupArn, record) {
      loaded ??= import('./cloudwatch-logs.ts').then(({ cloudWatchLog }) => cloudWatchLog(options));
      await (await loaded).write(logGroupArn, record);
    },
  };
}
