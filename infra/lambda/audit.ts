import { gunzipSync } from 'node:zlib';

/** An event of a CloudWatch Logs subscription: JSON, compressed, in base64. */
type LogsEvent = { readonly awslogs: { readonly data: string } };

/** What it holds. A control message says that the subscription works, and has no lines of the log. */
type LogsData = {
  readonly messageType: 'DATA_MESSAGE' | 'CONTROL_MESSAGE';
  readonly logEvents: readonly { readonly message: string }[];
};

/**
 * Writes the lines of the audit trail, which CloudWatch Logs brings from the logs of the functions, to standard output as
 * they are: the log group of this function is the one that has them all. Resolves when they are written. CloudWatch Logs
 * may bring a line twice.
 */
export async function handler({ awslogs }: LogsEvent): Promise<void> {
  const { messageType, logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()) as LogsData;
  if (messageType !== 'DATA_MESSAGE') return;
  const lines = logEvents.map(({ message }) => `${message.trimEnd()}\n`).join('');
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(lines, (error) => (error ? reject(error) : resolve()));
  });
}
