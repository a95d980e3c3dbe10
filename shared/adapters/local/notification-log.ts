import type { NotificationLog } from '#ports/notification-log.ts';

/**
 * Writes the records of every pool as lines of JSON to the log of this machine, which is standard error. The log group
 * that the pool names is not used: a record tells its pool.
 */
export function localNotificationLog(
  write: (line: string) => void = (line) => void process.stderr.write(line),
): NotificationLog {
  return { write: async (_, record) => write(`${JSON.stringify(record)}\n`) };
}
